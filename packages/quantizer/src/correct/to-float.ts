import type { Model } from '@octet/onnx';
import type { Plan } from '../spec.ts';
import type { Draft } from './draft.ts';
import { type FallbackOptions, FallbackSearch, fallBack } from './fallback.ts';
import type { Score } from './scoring.ts';
import { quantizedLayers } from './tune.ts';

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

/** What makes ranges and biases anew for a plan with more layers in float. */
export type Retune = (step: 'biases' | 'all') => Promise<void>;

/** Float layers may cost this much of the estimated time: for the wanted SQNR, and for accuracy that was seen to be missed. */
const slowdownLimits = { sqnr: 1.08, accuracy: 1.15 };

/** Looks at the evaluation samples at most: each one more makes it likelier that the last one passes by luck. */
const lookLimit = 4;

/** Fronts that are tried in float, in layers: long ones raise the SQNR, short ones may be all that accuracy lacks. */
const fronts = { sqnr: [16, 24, 32, 40], accuracy: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] };

/**
 * Leaves the most sensitive layers in float until the output has the wanted SQNR. Sensitivities are taken without bias corrections: those made for
 * the errors of a layer before are wrong once that layer is exact. They are made anew for the plan found; if that is not better than what was
 * before, all is as before.
 */
export async function fallBackForSqnr(draft: Draft, wantedSqnrDb: number, retune: Retune): Promise<void> {
  const before = draft.choice;
  if (before.score.sqnrDb >= wantedSqnrDb) return;
  draft.note(before, { isRefined: false });
  draft.withoutBiases();
  const layers = integerLayers(draft);
  const start = await draft.scoreOf();
  const { kept, score } = await fallBack(start, {
    ...searchOptions(draft, layers, slowdownLimits.sqnr),
    fronts: fronts.sqnr,
    wantedSqnrDb,
  });
  draft.keepFloat(kept, score);
  if (kept.size > 0) await retune('biases');
  if (draft.choice.score.loss >= before.score.loss) draft.take(before);
}

/**
 * Leaves one block of layers after the other in float until the judge is content. Which ones, calibration samples decide, as above; the judge's
 * samples only tell whether to go on. Where that never makes it content, or what it accepts is slower than FP32, all is as before: speed is not
 * paid for a gate that is missed all the same.
 */
export async function fallBackForAccuracy(draft: Draft, judge: Judge, retune: Retune): Promise<Looks> {
  const before = draft.choice;
  let seen = await look(draft, judge, 0);
  if (seen.verdict !== 'inaccurate') return seen;
  draft.withoutBiases();
  const search = await rankedSearch(draft);
  let toBeat = before.score;
  while (seen.verdict === 'inaccurate' && seen.looks < lookLimit && (await keepMoreInFloat(draft, search, { toBeat, retune }))) {
    toBeat = draft.choice.score;
    seen = await look(draft, judge, seen.looks);
  }
  if (seen.verdict === 'accurate' || seen.verdict === 'undecided') return seen;
  draft.take(before);
  const name = 'all layers in integers again, since the gate is missed in any case';
  draft.tried({ name, sqnrDb: before.score.sqnrDb, kept: true });
  return seen;
}

async function look(draft: Draft, judge: Judge, before: number): Promise<Looks> {
  const judgement = await judge((await draft.build()).model, draft.choice.plan);
  if (!('dropPoints' in judgement)) return { looks: before, verdict: judgement.verdict };
  const looks = before + 1;
  const { dropPoints, verdict } = judgement;
  const { score, fallbacks } = draft.choice;
  draft.note(draft.choice, { isRefined: true, dropPoints });
  const name = `look ${looks} at the evaluation samples, with ${fallbacks.length} layers in float for accuracy`;
  draft.tried({ name, sqnrDb: score.sqnrDb, dropPoints, kept: verdict !== 'inaccurate' });
  return { looks, verdict };
}

async function rankedSearch(draft: Draft): Promise<FallbackSearch> {
  const search = new FallbackSearch(await draft.scoreOf(), {
    ...searchOptions(draft, integerLayers(draft), slowdownLimits.accuracy),
    fronts: fronts.accuracy,
  });
  await search.rank();
  return search;
}

/** What could go to float, in topological order; without the front that is there for speed. */
function integerLayers({ prepared, choice: { plan } }: Draft): string[] {
  return quantizedLayers(prepared, plan).filter((name) => plan.nodes.get(name)?.placement === 'integer');
}

/** Blocks until the output, with biases and ranges made anew for them, is better than it was. */
async function keepMoreInFloat(
  draft: Draft,
  search: FallbackSearch,
  { toBeat, retune }: { readonly toBeat: Score; readonly retune: Retune },
): Promise<boolean> {
  draft.withoutBiases();
  while (await search.takeNext()) {
    draft.keepFloat(search.kept, search.score);
    await retune('all');
    draft.note(draft.choice, { isRefined: true });
    if (draft.choice.score.loss < toBeat.loss) return true;
    draft.withoutBiases();
  }
  return false;
}

function searchOptions(draft: Draft, layers: readonly string[], slowdownLimit: number): FallbackOptions {
  const { effort, elapsed, secondLimit } = draft.options;
  const already = draft.choice.fallbacks;
  const planWith = (kept: ReadonlySet<string>) => draft.planWith([...already, ...kept]);
  return {
    layers,
    evaluate: async (kept) => {
      const plan = planWith(kept);
      const ranges = draft.rangesFor(plan);
      const score = await draft.scoreOf(plan, ranges);
      const fallbacks = [...new Set([...already, ...kept])];
      draft.note({ ...draft.choice, plan, ranges, score, fallbacks }, { isRefined: false });
      return score;
    },
    slowdown: (kept) => draft.slowdown(planWith(kept)),
    slowdownLimit,
    trialLimit: effort.fallbackTrials,
    elapsed,
    secondLimit,
    onTrial: (trial) => draft.trials.push(trial),
  };
}
