import { describe, expect, test } from 'vitest';
import { FallbackSearch, fallBack } from './fallback.ts';
import type { Score } from './scoring.ts';

const layers = Array.from({ length: 16 }, (_, i) => `l${i}`);
const scored = (loss: number): Score => ({ loss, sqnrDb: -10 * Math.log10(loss) });

/** Losses add up: each layer in integers costs its own. */
function search(costs: Readonly<Record<string, number>>, options: Partial<Parameters<typeof fallBack>[1]> = {}) {
  const base = 0.001;
  const lossOf = (kept: ReadonlySet<string>) =>
    base + Object.entries(costs).reduce((sum, [layer, c]) => sum + (kept.has(layer) ? 0 : c), 0);
  const asked: string[][] = [];
  const run = fallBack(scored(lossOf(new Set())), {
    layers,
    evaluate: async (kept) => {
      asked.push([...kept]);
      return scored(lossOf(kept));
    },
    slowdown: (kept) => 1 + 0.01 * kept.size,
    wantedSqnrDb: 25,
    slowdownLimit: 1.5,
    trialLimit: 200,
    budget: { seconds: () => 0, isSpent: () => false },
    ...options,
  });
  return { run, asked };
}

test('finds the two layers that lose the most, and keeps no others', async () => {
  const { run } = search({ l3: 0.1, l12: 0.05 });
  const { kept, score } = await run;
  expect([...kept].sort()).toEqual(['l12', 'l3']);
  expect(score.loss).toBeCloseTo(0.001, 9);
});

test('bisects: far fewer trials than layers × layers, each named', async () => {
  const { run, asked } = search({ l3: 0.1 });
  const { trials } = await run;
  expect(asked.length).toBeLessThan(16);
  expect(trials.length).toBe(asked.length);
  expect(trials.map((t) => t.name)).toContain('l3 in float');
  expect(trials.filter((t) => t.kept).length).toBe(1);
});

describe('stops', () => {
  test('where the wanted SQNR is reached', async () => {
    const { run } = search({ l3: 0.1, l12: 0.002 }, { wantedSqnrDb: 24 });
    expect([...(await run).kept]).toEqual(['l3']);
  });

  test('where float would cost more time than allowed', async () => {
    const { run } = search({ l3: 0.1, l12: 0.05 }, { slowdownLimit: 1.015 });
    expect((await run).kept.size).toBe(1);
  });

  test('at the limit of trials, with the best so far', async () => {
    const { run, asked } = search({ l3: 0.1 }, { trialLimit: 5 });
    expect((await run).kept.size).toBe(0);
    expect(asked.length).toBe(5);
  });

  test('where the budget is spent', async () => {
    const { run, asked } = search({ l3: 0.1 }, { budget: { seconds: () => 2000, isSpent: () => true } });
    await run;
    expect(asked.length).toBe(0);
  });
});

test('keeps nothing where no layer helps', async () => {
  const { run } = search({});
  const { kept, score, trials } = await run;
  expect(kept.size).toBe(0);
  expect(score.loss).toBeCloseTo(0.001, 9);
  expect(trials.some((t) => t.kept)).toBe(false);
});

test('two layers that win only together are found as a block', async () => {
  const lossOf = (kept: ReadonlySet<string>) => (['l4', 'l5'].every((l) => kept.has(l)) ? 0.001 : 0.1);
  const { kept } = await fallBack(scored(0.1), {
    layers,
    evaluate: async (k) => scored(lossOf(k)),
    slowdown: () => 1.01,
    wantedSqnrDb: 25,
    slowdownLimit: 1.05,
    trialLimit: 100,
    budget: { seconds: () => 0, isSpent: () => false },
  });
  expect([...kept]).toEqual(['l4', 'l5']);
});

describe('fronts', () => {
  /** The first three layers win together what no block of two does. */
  const lossOf = (kept: ReadonlySet<string>) => (['l0', 'l1', 'l2'].every((l) => kept.has(l)) ? 0.001 : 0.1);
  const options = {
    layers,
    evaluate: async (k: ReadonlySet<string>) => scored(lossOf(k)),
    slowdown: (k: ReadonlySet<string>) => 1 + 0.01 * k.size,
    slowdownLimit: 1.05,
    trialLimit: 100,
    budget: { seconds: () => 0, isSpent: () => false },
  };

  test('are tried up to the length asked for, and taken one block at a time', async () => {
    const search = new FallbackSearch(scored(0.1), { ...options, fronts: [1, 2, 3] });
    await search.rank();
    expect(await search.takeNext()).toBe(true);
    expect([...search.kept]).toEqual(['l0', 'l1', 'l2']);
    expect(await search.takeNext()).toBe(false);
    expect([...search.kept]).toEqual(['l0', 'l1', 'l2']);
  });

  test('are not tried where they would cost more time than allowed', async () => {
    const search = new FallbackSearch(scored(0.1), { ...options, fronts: [1, 2, 3], slowdownLimit: 1.025 });
    await search.rank();
    expect(await search.takeNext()).toBe(false);
    expect(search.trials.map((t) => t.name)).not.toContain('sensitivity of l0 … l2');
  });
});

test('finding out which layers are sensitive leaves trials to act on it', async () => {
  const worth = (kept: ReadonlySet<string>) => scored(0.1 / (1 + kept.size));
  const search = new FallbackSearch(scored(0.1), {
    layers,
    evaluate: async (kept) => worth(kept),
    slowdown: () => 1,
    slowdownLimit: 1.05,
    trialLimit: 12,
    budget: { seconds: () => 0, isSpent: () => false },
  });
  await search.rank();
  expect(search.trials.length).toBeLessThan(12);
  expect(await search.takeNext()).toBe(true);
});
