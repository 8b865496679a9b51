import type { Model } from '@octet/onnx';
import { type Converted, convert } from '../convert/convert.ts';
import { WeightStore } from '../convert/weight-store.ts';
import type { Feeds, Runner } from '../ports.ts';
import type { Range } from '../qparams/affine.ts';
import type { Plan } from '../spec.ts';
import type { Target } from '../targets/target.ts';
import { type BiasCorrection, correctBiases } from './bias-correction.ts';
import type { Effort } from './effort.ts';
import {
  chooseObserver,
  type RangeCandidate,
  type RangeChoice,
  type RangeSearchOptions,
  refineRanges,
  type Trial,
} from './range-search.ts';
import { Scorer } from './scoring.ts';

export interface CorrectOptions {
  readonly target: Target;
  readonly runner: Runner;
  readonly candidates: ReadonlyMap<string, readonly RangeCandidate[]>;
  readonly scoringSamples: readonly Feeds[];
  readonly biasSamples: readonly Feeds[];
  readonly effort: Effort;
  readonly correctBias: boolean;
  /** Also choose value by value; else one observer for all is the end of it. */
  readonly refine: boolean;
  readonly elapsed: () => number;
  readonly secondLimit: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface CorrectionRecord {
  readonly observers: ReadonlyMap<string, string>;
  readonly trials: readonly Trial[];
  readonly biasCorrections: readonly BiasCorrection[];
  /** Whether the bias corrections made the output better on the scoring samples, and so are in the artifact. */
  readonly biasKept: boolean;
  readonly sqnrDb: number;
  readonly seconds: number;
  readonly stoppedByBudget: boolean;
}

export interface Corrected {
  readonly artifact: Converted;
  readonly ranges: ReadonlyMap<string, Range>;
  readonly weights: WeightStore;
  readonly record: CorrectionRecord;
}

/**
 * Wins accuracy back, judged by the artifact's own output against FP32's on calibration samples: the best observer for all, biases
 * corrected for it, the best range value by value, biases corrected once more for those.
 */
export async function correct(prepared: Model, plan: Plan, options: CorrectOptions): Promise<Corrected> {
  const { target, runner, signal } = options;
  const weights = new WeightStore(target);
  const build = (ranges: ReadonlyMap<string, Range>) => convert(prepared, plan, { target, ranges, weights });
  const scorer = await Scorer.create(prepared, options.scoringSamples, { runner, signal });
  const search: RangeSearchOptions = {
    candidates: options.candidates,
    evaluate: (ranges) => scorer.score(build(ranges).model),
    trialLimit: options.effort.rangeTrials,
    elapsed: options.elapsed,
    secondLimit: options.secondLimit,
    onProgress: options.onProgress,
  };
  const layers = integerLayers(prepared, plan);
  let biasCorrections: readonly BiasCorrection[] = [];
  const trials: Trial[] = [];

  const correctBias = async (choice: RangeChoice): Promise<RangeChoice> => {
    if (!options.correctBias || layers.length === 0 || options.biasSamples.length < 2) return choice;
    const before = new Map(weights.shifts);
    const made = await correctBiases(prepared, layers, {
      runner,
      samples: options.biasSamples,
      weights,
      build: () => build(choice.ranges).model,
      signal,
    });
    const score = await scorer.score(build(choice.ranges).model);
    const kept = score.loss < choice.score.loss;
    trials.push({ name: 'bias correction', sqnrDb: score.sqnrDb, kept, seconds: options.elapsed() });
    if (kept) {
      biasCorrections = made;
      return { ...choice, score };
    }
    for (const node of layers) weights.shift(node, before.get(node));
    return choice;
  };

  let choice = await chooseObserver(search);
  trials.push(...choice.trials);
  choice = await correctBias(choice);
  if (options.refine) {
    const refined = await refineRanges(choice, search);
    trials.push(...refined.trials);
    if (refined.trials.some((t) => t.kept)) choice = await correctBias(refined);
  }
  return {
    artifact: build(choice.ranges),
    ranges: choice.ranges,
    weights,
    record: {
      observers: choice.observers,
      trials,
      biasCorrections,
      biasKept: biasCorrections.length > 0,
      sqnrDb: choice.score.sqnrDb,
      seconds: options.elapsed(),
      stoppedByBudget: options.elapsed() > options.secondLimit,
    },
  };
}

/** Conv and Gemm on integers, in topological order; MatMul writes float and has no bias of its own. */
function integerLayers(prepared: Model, plan: Plan): string[] {
  const layers: string[] = [];
  for (const node of prepared.graph.nodes()) {
    if ((node.opType === 'Conv' || node.opType === 'Gemm') && plan.nodes.get(node.name)?.placement === 'integer') layers.push(node.name);
  }
  return layers;
}
