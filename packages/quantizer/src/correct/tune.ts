import type { Model } from '@octet/onnx';
import type { Plan } from '../spec.ts';
import { correctBiases } from './bias-correction.ts';
import type { Draft } from './draft.ts';
import { chooseObserver, type RangeCandidate, type RangeSearchOptions, refineRanges } from './range-search.ts';
import { roundedWeights } from './weight-rounding.ts';

/** Ranges for all values by the one observer that serves the output best. */
export async function takeBestObserver(draft: Draft): Promise<void> {
  const candidates = draft.options.candidates(draft.choice.plan);
  if (candidates.size === 0) {
    draft.take({ score: await draft.scoreOf() });
    return;
  }
  const { trials, ...chosen } = await chooseObserver(searchOptions(draft, candidates));
  draft.trials.push(...trials);
  draft.take(chosen);
}

/** The best range value by value. */
export async function takeBetterRanges(draft: Draft): Promise<void> {
  const { ranges, observers, score, plan } = draft.choice;
  const { trials, ...refined } = await refineRanges({ ranges, observers, score }, searchOptions(draft, draft.options.candidates(plan)));
  draft.trials.push(...trials);
  draft.take(refined);
}

/** Weights rounded by what the layers see instead of each to its nearest integer, if the output is better for it. */
export async function takeBetterRounding(draft: Draft): Promise<void> {
  const { runner, biasSamples, signal, backend, onProgress } = draft.options;
  const { plan, score: present, roundings: before } = draft.choice;
  const layers = quantizedLayers(draft.prepared, plan);
  // The guard bounds pairs of neighbouring weights, which the rounding of one after the other does not know of.
  if (layers.length === 0 || backend.weights.saturationGuard) return;
  const samples = biasSamples.filter((_, i) => i % Math.ceil(biasSamples.length / roundingSamples) === 0);
  const { weights } = draft;
  const rounded = await roundedWeights(draft.prepared, layers, { runner, samples, weights, signal, onProgress });
  weights.replaceRounding(rounded);
  const score = await draft.scoreOf();
  const kept = score.loss < present.loss;
  draft.tried({ name: 'weight rounding', sqnrDb: score.sqnrDb, kept });
  draft.take(kept ? { score, roundings: rounded } : { roundings: before });
}

/** What a layer sees differs less from sample to sample than within one. */
const roundingSamples = 32;

/** Biases corrected for the present choice, if the output is better for it. */
export async function takeBetterBiases(draft: Draft): Promise<void> {
  const { runner, biasSamples, signal } = draft.options;
  const { plan, ranges, score: present, shifts: before } = draft.choice;
  const layers = quantizedLayers(draft.prepared, plan);
  if (layers.length === 0 || biasSamples.length < 2) return;
  const biases = await correctBiases(draft.prepared, layers, {
    runner,
    samples: biasSamples,
    weights: draft.weights,
    build: async () => (await draft.build(plan, ranges, 'plain')).model,
    signal,
  });
  const score = await draft.scoreOf();
  const kept = score.loss < present.loss;
  draft.tried({ name: 'bias correction', sqnrDb: score.sqnrDb, kept });
  draft.take(kept ? { biases, score, shifts: new Map(draft.weights.shifts) } : { shifts: before });
}

function searchOptions(draft: Draft, candidates: ReadonlyMap<string, readonly RangeCandidate[]>): RangeSearchOptions {
  const { effort, elapsed, secondLimit, onProgress } = draft.options;
  return {
    candidates,
    evaluate: (ranges) => draft.scoreOf(draft.choice.plan, ranges),
    trialLimit: effort.rangeTrials,
    elapsed,
    secondLimit,
    onProgress,
  };
}

/** Conv and Gemm with integer weights, in topological order; MatMul has no bias of its own. */
export function quantizedLayers(prepared: Model, plan: Plan): string[] {
  const layers: string[] = [];
  for (const node of prepared.graph.nodes()) {
    const placement = plan.nodes.get(node.name)?.placement;
    if ((node.opType === 'Conv' || node.opType === 'Gemm') && (placement === 'integer' || placement === 'weights')) layers.push(node.name);
  }
  return layers;
}
