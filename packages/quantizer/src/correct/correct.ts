import type { Model } from '@octet/onnx';
import type { Converted } from '../convert/convert.ts';
import type { WeightStore } from '../convert/weight-store.ts';
import type { Range } from '../qparams/affine.ts';
import type { Plan } from '../spec.ts';
import type { BiasCorrection } from './bias-correction.ts';
import type { Candidate } from './candidates.ts';
import { Draft, type DraftOptions } from './draft.ts';
import type { Trial } from './range-search.ts';
import { fallBackForAccuracy, fallBackForSqnr, type Judge, type Looks, type Retune } from './to-float.ts';
import { quantizedLayers, takeBestObserver, takeBetterBiases, takeBetterRanges, takeBetterRounding } from './tune.ts';
import type { RoundedWeight } from './weight-rounding.ts';

export interface CorrectOptions extends DraftOptions {
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
  readonly stoppedByBudget: boolean;
}

export interface Corrected {
  readonly plan: Plan;
  readonly artifact: Converted;
  readonly ranges: ReadonlyMap<string, Range>;
  readonly weights: WeightStore;
  readonly record: CorrectionRecord;
}

/**
 * Wins accuracy back, judged by the artifact's own output against FP32's on calibration samples: the best observer for all; weights
 * rounded by what the layers see; biases corrected; layers back to float where that is not enough; the best range value by value. (Correcting biases once more for those ranges
 * never won anything on the models of the zoo.) Where accuracy on evaluation samples is then still missed, more layers go to float; which ones,
 * calibration samples alone decide.
 */
export async function correct(prepared: Model, plan: Plan, options: CorrectOptions): Promise<Corrected> {
  const { correctBias, roundWeights, refine, wantedSqnrDb, judge, onStage } = options;
  onStage?.('convert');
  const draft = await Draft.create(prepared, plan, options);
  const retune: Retune = async (step) => {
    if (correctBias) await takeBetterBiases(draft);
    if (refine && step === 'all') await takeBetterRanges(draft);
  };
  await takeBestObserver(draft);
  onStage?.('correct');
  if (roundWeights) await takeBetterRounding(draft);
  await retune('biases');
  if (wantedSqnrDb !== undefined) await fallBackForSqnr(draft, wantedSqnrDb, retune);
  if (refine) await takeBetterRanges(draft);
  await storeBodyWeights(draft, wantedSqnrDb);
  const seen: Looks = judge === undefined ? { looks: 0, verdict: 'unknown' } : await fallBackForAccuracy(draft, judge, retune);
  return corrected(draft, seen);
}

/** Weights of bodies are stored where the output stays this good, or becomes worse by no more than this. */
const storedSqnrDb = 30;
const storedLossRatio = 1.25;

/** Bodies compute in float in any case; their weights are stored as int8 where the output hardly tells. */
async function storeBodyWeights(draft: Draft, wantedSqnrDb = 0): Promise<void> {
  const before = draft.choice.score;
  await draft.tryBodyWeights((score, count) => {
    const kept = score.sqnrDb >= Math.max(storedSqnrDb, wantedSqnrDb) || score.loss <= before.loss * storedLossRatio;
    draft.tried({ name: `${count} weights of bodies stored as int8`, sqnrDb: score.sqnrDb, kept });
    return kept;
  });
}

async function corrected(draft: Draft, seen: Looks): Promise<Corrected> {
  draft.note(draft.choice, { isRefined: true });
  const { plan, ranges, observers, score, roundings, biases, fallbacks } = draft.choice;
  const quantized = new Set(quantizedLayers(draft.prepared, plan));
  const { elapsed, secondLimit } = draft.options;
  return {
    plan,
    artifact: await draft.build(),
    ranges,
    weights: draft.weights,
    record: {
      ...seen,
      observers,
      trials: draft.trials,
      candidates: draft.candidates(),
      roundings: new Map([...roundings].filter(([layer]) => quantized.has(layer))),
      biasCorrections: biases,
      fallbacks,
      bodyWeights: draft.bodyWeights,
      sqnrDb: score.sqnrDb,
      seconds: elapsed(),
      stoppedByBudget: elapsed() > secondLimit,
    },
  };
}
