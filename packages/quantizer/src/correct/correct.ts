import type { Model } from '@octet/onnx';
import type { RoundedWeight } from '../convert/choice.ts';
import type { Converted } from '../convert/convert.ts';
import { nearestIntegers } from '../convert/nearest-integers.ts';
import type { Weights } from '../convert/weights.ts';
import type { Range } from '../qparams/affine.ts';
import type { Plan } from '../spec.ts';
import type { BiasCorrection } from './bias-correction.ts';
import type { Budget } from './budget.ts';
import type { Candidate } from './candidates.ts';
import { type Draft, firstDraft, revised, type Step } from './draft.ts';
import { quantizedLayers } from './quantized-layers.ts';
import type { Trial } from './range-search.ts';
import { inFloatForAccuracy, inFloatForSqnr, type Judge, type Looks } from './to-float.ts';
import { bestObserver, betterBiases, betterRanges, betterRounding, runsAhead } from './tune.ts';
import { Workbench, type WorkbenchOptions } from './workbench.ts';

export interface CorrectOptions extends WorkbenchOptions {
  readonly correctBias: boolean;
  readonly roundWeights: boolean;
  /** Also choose value by value; else one observer for all is the end of it. */
  readonly refine: boolean;
  /** Below this output SQNR the most sensitive layers go back to float; undefined: never. */
  readonly wantedSqnrDb: number | undefined;
  /** Asked with the finished artifact, and again each time that more of it is left in float because accuracy was missed. Absent: never. */
  readonly judge?: Judge | undefined;
  /** Convert: the first artifact comes about, by the observer that serves it best. Correct: it is being improved, again after each judgement. */
  readonly onStage?: ((stage: 'convert' | 'correct') => void) | undefined;
}

export interface CorrectionRecord extends Looks {
  readonly observers: ReadonlyMap<string, string>;
  readonly trials: readonly Trial[];
  /** What could have been chosen, the chosen one among them. */
  readonly candidates: readonly Candidate[];
  /** By layer on integers or with stored weights: weights that are not all at their nearest integers. */
  readonly roundings: ReadonlyMap<string, RoundedWeight>;
  /** Those that made the output better on the scoring samples, and so are in the artifact. */
  readonly biasCorrections: readonly BiasCorrection[];
  /** Layers that went back to float because they lost too much. */
  readonly fallbacks: readonly string[];
  /** Weights in bodies of If, Loop and Scan that are stored as int8. */
  readonly bodyWeights: number;
  readonly sqnrDb: number;
  readonly seconds: number;
  /** What ended the search before all was tried. */
  readonly stoppedBy: Budget['stoppedBy'];
}

export interface Corrected {
  readonly plan: Plan;
  readonly artifact: Converted;
  readonly ranges: ReadonlyMap<string, Range>;
  readonly weights: Weights;
  readonly record: CorrectionRecord;
}

/**
 * Wins accuracy back, judged by the artifact's own output against FP32's on calibration samples: the best observer for all; weights
 * rounded by what the layers see; biases corrected; layers back to float where that is not enough; the best range value by value. (Correcting biases once more for those ranges
 * never won anything on the models of the zoo.) Where accuracy on evaluation samples is then still missed, more layers go to float; which ones,
 * calibration samples alone decide.
 */
export async function correct(prepared: Model, plan: Plan, options: CorrectOptions): Promise<Corrected> {
  const { correctBias, roundWeights, refine, wantedSqnrDb, judge, budget, scoringSamples, onStage } = options;
  onStage?.('convert');
  budget.plan({ observers: (refine ? 3 : 1) * scoringSamples.length });
  budget.begin('reference', scoringSamples.length);
  const bench = await Workbench.create(prepared, plan, options);
  const biases = inTurn([correctBias && betterBiases]);
  const ranges = inTurn([refine && betterRanges]);
  const retune = { biases, all: inTurn([biases, ranges]) };
  const first = await bestObserver(bench, firstDraft(plan));
  onStage?.('correct');
  budget.plan(runsAhead(bench, first, { rounding: roundWeights, biases: correctBias, ranges: refine }));
  const improve = inTurn([
    roundWeights && betterRounding,
    biases,
    wantedSqnrDb !== undefined && inFloatForSqnr(wantedSqnrDb, retune),
    ranges,
    storedBodyWeights(wantedSqnrDb),
  ]);
  const improved = await improve(bench, first);
  if (judge === undefined) return corrected(bench, improved, { looks: 0, verdict: 'unknown' });
  const { draft, seen } = await inFloatForAccuracy(bench, improved, { judge, retune });
  return corrected(bench, draft, seen);
}

/** One step after the other; those that are false are left out. */
function inTurn(steps: readonly (Step | false)[]): Step {
  return async (bench, draft) => {
    let best = draft;
    for (const step of steps) if (step !== false) best = await step(bench, best);
    return best;
  };
}

/** Weights of bodies are stored where the output stays this good, or becomes worse by no more than this. */
const storedSqnrDb = 30;
const storedLossRatio = 1.25;

/** Bodies compute in float in any case; their weights are stored as int8 where the output hardly tells. */
function storedBodyWeights(wantedSqnrDb = 0): Step {
  return async (bench, draft) => {
    const stored = revised(draft, { bodyWeights: true });
    const { bodyWeights: count } = await bench.build(stored);
    if (count === 0) return draft;
    const score = await bench.score(stored);
    const kept = score.sqnrDb >= Math.max(storedSqnrDb, wantedSqnrDb) || score.loss <= draft.score.loss * storedLossRatio;
    bench.tried({ name: `${count} weights of bodies stored as int8`, sqnrDb: score.sqnrDb, kept });
    return kept ? revised(stored, { score }) : draft;
  };
}

async function corrected(bench: Workbench, draft: Draft, seen: Looks): Promise<Corrected> {
  bench.note(draft, { isRefined: true });
  const { plan, ranges, observers, score, biases, fallbacks } = draft;
  const { budget } = bench.options;
  const artifact = await bench.build(draft);
  return {
    plan,
    artifact,
    ranges,
    weights: bench.weights(draft),
    record: {
      ...seen,
      observers,
      trials: bench.trials,
      candidates: bench.candidates(draft),
      roundings: roundingsByLayer(bench, draft),
      biasCorrections: biases,
      fallbacks,
      bodyWeights: artifact.bodyWeights,
      sqnrDb: score.sqnrDb,
      seconds: budget.seconds(),
      stoppedBy: budget.stoppedBy,
    },
  };
}

function roundingsByLayer({ prepared, options }: Workbench, { plan, roundings }: Draft): ReadonlyMap<string, RoundedWeight> {
  const quantized = new Set(quantizedLayers(prepared, plan));
  const layers = [...prepared.graph.nodes()].filter(({ name }) => quantized.has(name));
  const rounded = layers.map((node) => [node.name, roundings.get(nearestIntegers(node, options.backend.weights).integer)] as const);
  return new Map(rounded.filter((entry): entry is [string, RoundedWeight] => entry[1] !== undefined));
}
