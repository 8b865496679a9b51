import { correctBiases } from './bias-correction.ts';
import { type Draft, revised, type Step } from './draft.ts';
import { quantizedLayers } from './quantized-layers.ts';
import { chooseObserver, type RangeCandidate, type RangeSearchOptions, refineRanges } from './range-search.ts';
import { roundedWeights } from './weight-rounding.ts';
import type { Workbench } from './workbench.ts';

/** Ranges for all values by the one observer that serves the output best. */
export const bestObserver: Step = async (bench, draft) => {
  const candidates = bench.options.candidates(draft.plan);
  if (candidates.size === 0) return revised(draft, { score: await bench.score(draft) });
  const { trials, ...chosen } = await chooseObserver(searchOptions(bench, draft, candidates));
  bench.trials.push(...trials);
  return revised(draft, chosen);
};

/** The best range value by value. */
export const betterRanges: Step = async (bench, draft) => {
  const { trials, ...refined } = await refineRanges(draft, searchOptions(bench, draft, bench.options.candidates(draft.plan)));
  bench.trials.push(...trials);
  return revised(draft, refined);
};

/** Weights rounded by what the layers see instead of each to its nearest integer, if the output is better for it. */
export const betterRounding: Step = async (bench, draft) => {
  const { runner, biasSamples, signal, onProgress } = bench.options;
  const layers = quantizedLayers(bench.prepared, draft.plan);
  if (layers.length === 0) return draft;
  const samples = biasSamples.filter((_, i) => i % Math.ceil(biasSamples.length / roundingSamples) === 0);
  const weights = bench.weights({ ...draft, roundings: new Map() });
  const roundings = await roundedWeights(bench.prepared, layers, { runner, samples, weights, signal, onProgress });
  return ifBetter('weight rounding', { bench, draft, part: { roundings } });
};

/** What a layer sees differs less from sample to sample than within one. */
const roundingSamples = 32;

/** Biases corrected for the draft's ranges, if the output is better for it. */
export const betterBiases: Step = async (bench, draft) => {
  const { runner, biasSamples, signal } = bench.options;
  const layers = quantizedLayers(bench.prepared, draft.plan);
  if (layers.length === 0 || biasSamples.length < 2) return draft;
  const part = await correctBiases(bench.prepared, layers, {
    runner,
    samples: biasSamples,
    biasShifts: draft.biasShifts,
    build: async (biasShifts) => (await bench.build({ ...draft, biasShifts }, 'plain')).model,
    signal,
  });
  return ifBetter('bias correction', { bench, draft, part });
};

async function ifBetter(
  name: string,
  { bench, draft, part }: { readonly bench: Workbench; readonly draft: Draft; readonly part: Partial<Draft> },
): Promise<Draft> {
  const score = await bench.score({ ...draft, ...part });
  const kept = score.loss < draft.score.loss;
  bench.tried({ name, sqnrDb: score.sqnrDb, kept });
  return kept ? revised(draft, { ...part, score }) : draft;
}

function searchOptions(bench: Workbench, draft: Draft, candidates: ReadonlyMap<string, readonly RangeCandidate[]>): RangeSearchOptions {
  const { effort, elapsed, secondLimit, onProgress } = bench.options;
  return {
    candidates,
    evaluate: (ranges) => bench.score({ ...draft, ranges }),
    trialLimit: effort.rangeTrials,
    elapsed,
    secondLimit,
    onProgress,
  };
}
