import type { Range } from '../qparams/affine.ts';
import type { Plan } from '../spec.ts';
import type { IntegerWeight } from './quantize-weight.ts';

/** All that decides an artifact, besides the prepared model and the backend. */
export interface Choice {
  readonly plan: Plan;
  /** Range of every value that owns one (`rootOf`). */
  readonly ranges: ReadonlyMap<string, Range>;
  /** By the nearest integers of a weight (`nearestIntegers`): those that it has instead, in all nodes that read it. */
  readonly roundings: ReadonlyMap<IntegerWeight, RoundedWeight>;
  /** By layer: what is added to its bias, by channel. */
  readonly biasShifts: ReadonlyMap<string, Float32Array>;
  /** Whether weights in bodies of If, Loop and Scan are stored as int8. */
  readonly bodyWeights: boolean;
}

export interface RoundedWeight {
  readonly integer: IntegerWeight;
  /** Weights that are not at their nearest integer. */
  readonly moved: number;
}

/** Every weight at its nearest integer, biases as in float, bodies untouched. */
export function plainChoice(plan: Plan, ranges: Choice['ranges']): Choice {
  return Object.freeze({ plan, ranges, roundings: new Map(), biasShifts: new Map(), bodyWeights: false });
}
