import type { Choice } from '../convert/choice.ts';
import { plainChoice } from '../convert/choice.ts';
import type { Plan } from '../spec.ts';
import type { BiasCorrection } from './bias-correction.ts';
import type { Score } from './scoring.ts';
import type { Workbench } from './workbench.ts';

/** A choice, how it was made, and what the output of its artifact is worth. */
export interface Draft extends Choice {
  /** By value: the observer that its range is from. */
  readonly observers: ReadonlyMap<string, string>;
  /** What `biasShifts` are made of. */
  readonly biases: readonly BiasCorrection[];
  /** Layers that went back to float because they lost too much. */
  readonly fallbacks: readonly string[];
  readonly score: Score;
}

/** From one draft to one that is no worse. */
export type Step = (bench: Workbench, draft: Draft) => Promise<Draft>;

export function firstDraft(plan: Plan): Draft {
  const score = { loss: Number.POSITIVE_INFINITY, sqnrDb: Number.NEGATIVE_INFINITY };
  return Object.freeze({ ...plainChoice(plan, new Map()), observers: new Map(), biases: [], fallbacks: [], score });
}

/** The draft with what is given in place of what it has. */
export function revised(draft: Draft, part: Partial<Draft>): Draft {
  return Object.freeze({ ...draft, ...part });
}

export function withoutBiases(draft: Draft): Draft {
  return revised(draft, { biases: [], biasShifts: new Map() });
}
