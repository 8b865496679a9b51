import type { Range } from '../qparams/affine.ts';
import type { Budget } from './budget.ts';
import type { Score } from './scoring.ts';

export interface Trial {
  readonly name: string;
  readonly sqnrDb: number;
  /** Where the trial looked at the evaluation samples. */
  readonly dropPoints?: number;
  readonly kept: boolean;
  /** Since the search began. */
  readonly seconds: number;
}

export interface RangeCandidate {
  readonly observer: string;
  readonly range: Range;
}

export interface RangeChoice {
  readonly ranges: ReadonlyMap<string, Range>;
  readonly observers: ReadonlyMap<string, string>;
  readonly score: Score;
}

export interface RangeSearch extends RangeChoice {
  readonly trials: readonly Trial[];
}

export interface RangeSearchOptions {
  /** Candidates by value; the first of each value is the widest (min-max). */
  readonly candidates: ReadonlyMap<string, readonly RangeCandidate[]>;
  readonly evaluate: (ranges: ReadonlyMap<string, Range>) => Promise<Score>;
  /** Single-value trials at most, values in the order of `candidates`. */
  readonly trialLimit: number;
  /** Where it is spent, the search ends with the best so far. */
  readonly budget: Pick<Budget, 'seconds' | 'isSpent'>;
}

/** A wider range must lose by this share before a narrower one is taken: noise of the scoring samples is no reason to clip. */
const margin = 0.002;

/** First the one observer that serves the whole model best, by the model's own output. */
export async function chooseObserver(options: RangeSearchOptions): Promise<RangeSearch> {
  let best: RangeChoice | undefined;
  const trials: Trial[] = [];
  const names = new Set([...options.candidates.values()].flatMap((list) => list.map((c) => c.observer)));
  for (const observer of names) {
    const picked = new Map(
      [...options.candidates].map(([value, list]) => [value, list.find((c) => c.observer === observer) ?? (list[0] as RangeCandidate)]),
    );
    const ranges = new Map([...picked].map(([value, c]) => [value, c.range]));
    const score = await options.evaluate(ranges);
    const kept = best === undefined || score.loss < best.score.loss * (1 - margin);
    trials.push({ name: `all values by ${observer}`, sqnrDb: score.sqnrDb, kept, seconds: options.budget.seconds() });
    if (kept) best = { ranges, observers: new Map([...picked].map(([v, c]) => [v, c.observer])), score };
  }
  if (best === undefined) throw new Error('no observer to choose from');
  return { ...best, trials };
}

/** Then value by value (coordinate descent): the range that loses least at the output, all others as they are. */
export async function refineRanges(start: RangeChoice, options: RangeSearchOptions): Promise<RangeSearch> {
  const ranges = new Map(start.ranges);
  const observers = new Map(start.observers);
  const trials: Trial[] = [];
  let score = start.score;
  const steps = [...options.candidates].flatMap(([value, list]) => list.map((candidate) => ({ value, candidate })));
  const total = Math.min(options.trialLimit, steps.length);
  for (const { value, candidate } of steps) {
    if (trials.length >= total || options.budget.isSpent()) break;
    const present = ranges.get(value) as Range;
    if (same(present, candidate.range)) continue;
    ranges.set(value, candidate.range);
    const tried = await options.evaluate(ranges);
    const kept = tried.loss < score.loss * (1 - margin);
    trials.push({ name: `${value} by ${candidate.observer}`, sqnrDb: tried.sqnrDb, kept, seconds: options.budget.seconds() });
    if (kept) {
      score = tried;
      observers.set(value, candidate.observer);
    } else ranges.set(value, present);
  }
  return { ranges, observers, score, trials };
}

function same(a: Range, b: Range): boolean {
  return a.min === b.min && a.max === b.max;
}
