import type { Model } from '@octet/onnx';
import type { Plan } from '../spec.ts';
import { type Draft, revised, type Step, withoutBiases } from './draft.ts';
import { type FallbackOptions, FallbackSearch, fallBack } from './fallback.ts';
import { quantizedLayers } from './quantized-layers.ts';
import type { Workbench } from './workbench.ts';

/** What was found out about an artifact on samples that nothing else is chosen on. Slower: than FP32, so that no more may be left in float. */
export type Judgement =
  | { readonly verdict: 'accurate' | 'undecided' | 'inaccurate'; readonly dropPoints: number }
  | { readonly verdict: 'slower' | 'unknown' };

export type Judge = (artifact: Model, plan: Plan) => Promise<Judgement>;

export interface Looks {
  /** How often the evaluation samples were looked at, to know whether to go on. */
  readonly looks: number;
  /** What the last of these looks found. */
  readonly verdict: Judgement['verdict'];
}

/** How a draft with more layers in float gets biases, or ranges too, that suit it. */
export type Retune = Readonly<Record<'biases' | 'all', Step>>;

/** Float layers may cost this much of the estimated time: for the wanted SQNR, and for accuracy that was seen to be missed. */
const slowdownLimits = { sqnr: 1.08, accuracy: 1.15 };

/** Looks at the evaluation samples at most: each one more makes it likelier that the last one passes by luck. */
const lookLimit = 4;

/** Fronts that are tried in float, in layers: long ones raise the SQNR, short ones may be all that accuracy lacks. */
const fronts = { sqnr: [16, 24, 32, 40], accuracy: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] };

/**
 * Leaves the most sensitive layers in float until the output has the wanted SQNR. Sensitivities are taken without bias corrections: those made for
 * the errors of a layer before are wrong once that layer is exact. They are made again for the plan found; if that is not better than what was
 * before, all is as before.
 */
export function inFloatForSqnr(wantedSqnrDb: number, retune: Retune): Step {
  return async (bench, before) => {
    if (before.score.sqnrDb >= wantedSqnrDb) return before;
    bench.note(before, { isRefined: false });
    const unbiased = withoutBiases(before);
    const options = searchOptions(bench, () => unbiased, { slowdownLimit: slowdownLimits.sqnr, fronts: fronts.sqnr });
    const { kept, score } = await fallBack(await bench.score(unbiased), { ...options, wantedSqnrDb });
    const found = revised(bench.inFloat(unbiased, kept), { score });
    const retuned = kept.size > 0 ? await retune.biases(bench, found) : found;
    return retuned.score.loss < before.score.loss ? retuned : before;
  };
}

/**
 * Leaves one block of layers after the other in float until the judge is content. Which ones, calibration samples decide, as above; the judge's
 * samples only tell whether to go on. Where that never makes it content, or what it accepts is slower than FP32, all is as before: speed is not
 * paid for a gate that is missed all the same.
 */
export async function inFloatForAccuracy(
  bench: Workbench,
  before: Draft,
  { judge, retune }: { readonly judge: Judge; readonly retune: Retune },
): Promise<{ readonly draft: Draft; readonly seen: Looks }> {
  let seen = await look(bench, before, { judge, looks: 0 });
  if (seen.verdict !== 'inaccurate') return { draft: before, seen };
  let draft = withoutBiases(before);
  const options = searchOptions(bench, () => draft, { slowdownLimit: slowdownLimits.accuracy, fronts: fronts.accuracy });
  const search = new FallbackSearch(await bench.score(draft), options);
  await search.rank();
  /** Blocks until the output, with biases and ranges made for them, is better than that of all drafts before. */
  const keepMore = async ({ loss }: Draft['score']): Promise<boolean> => {
    for (draft = withoutBiases(draft); await search.takeNext(); draft = withoutBiases(draft)) {
      draft = await retune.all(bench, revised(bench.inFloat(draft, search.kept), { score: search.score }));
      bench.note(draft, { isRefined: true });
      if (draft.score.loss < loss) return true;
    }
    return false;
  };
  let toBeat = before.score;
  while (seen.verdict === 'inaccurate' && seen.looks < lookLimit && (await keepMore(toBeat))) {
    toBeat = draft.score;
    seen = await look(bench, draft, { judge, looks: seen.looks });
  }
  if (seen.verdict === 'accurate' || seen.verdict === 'undecided') return { draft, seen };
  const name = 'all layers in integers again, since the gate is missed in any case';
  bench.tried({ name, sqnrDb: before.score.sqnrDb, kept: true });
  return { draft: before, seen };
}

async function look(bench: Workbench, draft: Draft, { judge, looks }: { readonly judge: Judge; readonly looks: number }): Promise<Looks> {
  const judgement = await judge((await bench.build(draft)).model, draft.plan);
  if (!('dropPoints' in judgement)) return { looks, verdict: judgement.verdict };
  const { dropPoints, verdict } = judgement;
  bench.note(draft, { isRefined: true, dropPoints });
  const name = `look ${looks + 1} at the evaluation samples, with ${draft.fallbacks.length} layers in float for accuracy`;
  bench.tried({ name, sqnrDb: draft.score.sqnrDb, dropPoints, kept: verdict !== 'inaccurate' });
  return { looks: looks + 1, verdict };
}

/** `draft`: the one to leave more of in float, at the time of a trial. */
function searchOptions(bench: Workbench, draft: () => Draft, limits: Pick<FallbackOptions, 'slowdownLimit' | 'fronts'>): FallbackOptions {
  const { effort, budget, scoringSamples } = bench.options;
  budget.begin('fallback', effort.fallbackTrials * scoringSamples.length);
  const { plan, fallbacks } = draft();
  return {
    ...limits,
    // In topological order; without the front that is there for speed.
    layers: quantizedLayers(bench.prepared, plan).filter((name) => plan.nodes.get(name)?.placement === 'integer'),
    evaluate: async (kept) => {
      const tried = bench.inFloat(draft(), kept);
      const score = await bench.score(tried);
      bench.note(revised(tried, { score }), { isRefined: false });
      return score;
    },
    slowdown: (kept) => bench.slowdown([...fallbacks, ...kept]),
    trialLimit: effort.fallbackTrials,
    budget,
    onTrial: (trial) => bench.trials.push(trial),
  };
}
