import { describe, expect, test } from 'vitest';
import type { Range } from '../qparams/affine.ts';
import { chooseObserver, type RangeCandidate, type RangeSearchOptions, refineRanges } from './range-search.ts';

const range = (max: number): Range => ({ min: 0, max });
const list = (...maxima: [string, number][]): RangeCandidate[] => maxima.map(([observer, max]) => ({ observer, range: range(max) }));

/** Each value's loss is how far its end is from the ideal one. */
function options(ideal: Record<string, number>, candidates: Record<string, RangeCandidate[]>, more: Partial<RangeSearchOptions> = {}) {
  const asked: number[][] = [];
  const searching: RangeSearchOptions = {
    candidates: new Map(Object.entries(candidates)),
    evaluate: async (ranges) => {
      asked.push([...ranges.values()].map((r) => r.max));
      let loss = 0.001;
      for (const [value, r] of ranges) loss += (r.max - (ideal[value] as number)) ** 2;
      return { loss, sqnrDb: -10 * Math.log10(loss) };
    },
    trialLimit: 100,
    budget: { seconds: () => 0, isSpent: () => false },
    ...more,
  };
  return { searching, asked };
}

const ab = { a: list(['min-max', 10], ['mse', 8]), b: list(['min-max', 10], ['mse', 3]) };

describe('chooseObserver', () => {
  test('takes the one that serves the whole model best', async () => {
    const chosen = await chooseObserver(options({ a: 8, b: 6 }, ab).searching);
    expect([...chosen.observers.values()]).toEqual(['mse', 'mse']);
    expect(chosen.trials.map((t) => [t.name, t.kept])).toEqual([
      ['all values by min-max', true],
      ['all values by mse', true],
    ]);
  });

  test('keeps the wider where the narrower gains less than noise', async () => {
    const same = { a: list(['min-max', 10], ['mse', 9.9999999]) };
    const chosen = await chooseObserver(options({ a: 9 }, same).searching);
    expect(chosen.observers.get('a')).toBe('min-max');
  });

  test('a value with one candidate keeps it', async () => {
    const fixed = { ...ab, c: list(['override', 5]) };
    const chosen = await chooseObserver(options({ a: 8, b: 3, c: 5 }, fixed).searching);
    expect(chosen.observers.get('c')).toBe('override');
    expect(chosen.ranges.get('c')).toEqual(range(5));
  });
});

describe('refineRanges', () => {
  const start = async (searching: RangeSearchOptions) => refineRanges(await chooseObserver(searching), searching);

  test('chooses value by value, and never ends worse than it began', async () => {
    const { searching } = options({ a: 10, b: 3 }, ab);
    const first = await chooseObserver(searching);
    const refined = await refineRanges(first, searching);
    expect([refined.observers.get('a'), refined.observers.get('b')]).toEqual(['min-max', 'mse']);
    expect(refined.score.loss).toBeLessThan(first.score.loss);
    expect(refined.score.loss).toBeCloseTo(0.001, 9);
  });

  test('does not try what is in place already', async () => {
    const same = { a: list(['min-max', 10], ['mse', 10]) };
    const { searching, asked } = options({ a: 10 }, same);
    await start(searching);
    expect(asked.length).toBe(2); // both by chooseObserver
  });

  test('stops at the limit of trials, and where the budget is spent', async () => {
    const few = options({ a: 10, b: 3 }, ab, { trialLimit: 1 });
    expect((await start(few.searching)).trials.length).toBe(1);
    const late = options({ a: 10, b: 3 }, ab, { budget: { seconds: () => 101, isSpent: () => true } });
    expect((await start(late.searching)).trials.length).toBe(0);
  });
});
