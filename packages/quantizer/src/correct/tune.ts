import { correctBiases } from './bias-correction.ts';
import { type Draft, revised, type Step } from './draft.ts';
import { quantizedLayers } from './quantized-layers.ts';
import { chooseObserver, type RangeCandidate, type RangeSearchOptions, refineRanges } from './range-search.ts';
import { roundedWeights } from './weight-rounding.ts';
import type { Workbench } from './workbench.ts';

/** Runs of a sample that the steps below take, at most: what progress is counted by. */
const runsOf = {
  rounding({ prepared, options: { scoringSamples } }, { plan }) {
    return roundingSamples + quantizedLayers(prepared, plan).length + scoringSamples.length;
  },
  biases({ prepared, options: { biasSamples, scoringSamples } }, { plan }) {
    return (quantizedLayers(prepared, plan).length + 1) * biasSamples.length + scoringSamples.length;
  },
  ranges({ options: { candidates, effort, scoringSamples } }, { plan }) {
    const ranges = candidates(plan)
      .values()
      .reduce((sum, list) => sum + list.length, 0);
    return Math.min(effort.rangeTrials, ranges) * scoringSamples.length;
  },
} as const satisfies Readonly<Record<string, (bench: Workbench, draft: Draft) => number>>;

type Tuning = keyof typeof runsOf;

/** The same for those of the steps that are wanted, before they begin. */
export function runsAhead(bench: Workbench, draft: Draft, wanted: Readonly<Record<Tuning, boolean>>): Readonly<Record<string, number>> {
  const steps = (Object.keys(runsOf) as Tuning[]).filter((step) => wanted[step]);
  return Object.fromEntries(steps.map((step) => [step, runsOf[step](bench, draft)]));
}

/** Ranges for all values by the one observer that serves the output best. */
export const bestObserver: Step = async (bench, draft) => {
  const { budget, scoringSamples } = bench.options;
  const candidates = bench.options.candidates(draft.plan);
  budget.begin('observers', Math.max(1, ...candidates.values().map((list) => list.length)) * scoringSamples.length);
  if (candidates.size === 0) return revised(draft, { score: await bench.score(draft) });
  const { trials, ...chosen } = await chooseObserver(searchOptions(bench, draft, candidates));
  bench.trials.push(...trials);
  return revised(draft, chosen);
};

/** The best range value by value. */
export const betterRanges: Step = async (bench, draft) => {
  bench.options.budget.begin('ranges', runsOf.ranges(bench, draft));
  const { trials, ...refined } = await refineRanges(draft, searchOptions(bench, draft, bench.options.candidates(draft.plan)));
  bench.trials.push(...trials);
  return revised(draft, refined);
};

/** Weights rounded by what the layers see instead of each to its nearest integer, if the output is better for it. */
export const betterRounding: Step = async (bench, draft) => {
  const { runner, biasSamples, budget, signal } = bench.options;
  const layers = quantizedLayers(bench.prepared, draft.plan);
  if (layers.length === 0) return draft;
  budget.begin('rounding', runsOf.rounding(bench, draft));
  const samples = biasSamples.filter((_, i) => i % Math.ceil(biasSamples.length / roundingSamples) === 0);
  const weights = bench.weights({ ...draft, roundings: new Map() });
  const roundings = await roundedWeights(bench.prepared, layers, { runner, samples, weights, budget, signal });
  return ifBetter('weight rounding', { bench, draft, part: { roundings } });
};

/** What a layer sees differs less from sample to sample than within one. */
const roundingSamples = 32;

/** Biases corrected for the draft's ranges, if the output is better for it. */
export const betterBiases: Step = async (bench, draft) => {
  const { runner, biasSamples, budget, signal } = bench.options;
  const layers = quantizedLayers(bench.prepared, draft.plan);
  if (layers.length === 0 || biasSamples.length < 2) return draft;
  budget.begin('biases', runsOf.biases(bench, draft));
  const part = await correctBiases(bench.prepared, layers, {
    runner,
    samples: biasSamples,
    biasShifts: draft.biasShifts,
    build: async (biasShifts) => (await bench.build({ ...draft, biasShifts }, 'plain')).model,
    budget,
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
  const { effort, budget } = bench.options;
  return {
    candidates,
    evaluate: (ranges) => bench.score({ ...draft, ranges }),
    trialLimit: effort.rangeTrials,
    budget,
  };
}
