import type { Observation } from '@octet/quantizer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstRow, type RowView, runOf, runStart, sampledCount, takeRuns, viewOf } from './row-view.ts';

/** Runs `check` on the views of random tensors that are not counted whole. */
function everyView(
  check: (drawn: { view: RowView; elements: number; wanted: number; index: number; minimum: Observation['minimum'] }) => void,
): void {
  const drawn = [
    fc.integer({ min: 100, max: 300_000 }),
    fc.integer({ min: 64, max: 5000 }),
    fc.nat(),
    fc.constantFrom('zero' as const, 'exact' as const, 'sampled' as const),
  ] as const;
  fc.assert(
    fc.property(...drawn, (elements, wanted, index, minimum) => {
      const view = viewOf(elements, { wanted, minimum });
      fc.pre(view !== undefined);
      check({ view, elements, wanted, index, minimum });
    }),
  );
}

test('rows are all of the memory, and have at least 16 elements', () => {
  everyView(({ view, elements }) => {
    expect(view.rows * view.width).toBe(elements);
    expect(view.width).toBeGreaterThanOrEqual(16);
    expect(view.width % view.run).toBe(0);
  });
});

test('as many runs are taken as a third of what is wanted makes, or one of every row', () => {
  everyView(({ view, wanted }) => {
    expect(sampledCount(view) >= wanted / 3 || view.taken === view.rows).toBe(true);
  });
});

test('every run lies in its row, and every row in memory', () => {
  everyView(({ view, index }) => {
    expect(firstRow(view, index) + (view.taken - 1) * view.step).toBeLessThan(view.rows);
    for (let k = 0; k < view.taken; k++) {
      expect(runOf(view, index, k)).toBeLessThan(view.width / view.run);
      expect(runStart(view, index, k) + view.run).toBeLessThanOrEqual(view.rows * view.width);
    }
  });
});

test('all starts get their turn within three times as many samples', () => {
  for (const step of [1, 2, 3, 7, 16, 61]) {
    const view: RowView = { rows: 1000, width: 16, run: 16, step, taken: 1 };
    const met = new Set(Array.from({ length: 3 * step }, (_, index) => firstRow(view, index)));
    expect(met.size).toBe(step);
  }
});

test('takes one run of every step-th row', () => {
  const view: RowView = { rows: 4, width: 2, run: 2, step: 2, taken: 2 };
  const elements = Float32Array.from({ length: 8 }, (_, i) => i);
  expect([...takeRuns(elements, view, 0)]).toEqual([0, 1, 4, 5]);
  expect([...takeRuns(elements, view, 1)]).toEqual([2, 3, 6, 7]);
});

test('a small tensor is counted whole', () => {
  expect(viewOf(24, { wanted: 24, minimum: 'exact' })).toBeUndefined();
});

test('rows are wider where both ends matter, and no wider than 128 where a multiple of 16 divides', () => {
  const width = (elements: number, minimum: Observation['minimum']) => viewOf(elements, { wanted: 1536, minimum })?.width;
  expect(width(32_768, 'zero')).toBe(32);
  expect(width(32_768, 'exact')).toBe(64);
  expect(width(2 ** 22, 'exact')).toBe(128);
});

test('a minimum that is sampled gets more runs, for no extreme of a row shows it', () => {
  const sampled = (minimum: Observation['minimum']) => sampledCount(viewOf(2 ** 20, { wanted: 3000, minimum }) as RowView);
  expect(sampled('sampled') / sampled('exact')).toBeCloseTo(6 / 5, 1);
});

test('a value with a bound gets few wide rows and fewer runs', () => {
  const free = viewOf(100_352, { wanted: 1536, minimum: 'zero' }) as RowView;
  const bounded = viewOf(100_352, { wanted: 1536, minimum: 'zero', bound: 6 }) as RowView;
  expect(bounded.rows).toBeLessThan(free.rows / 4);
  expect(bounded.width).toBeLessThanOrEqual(1024);
  expect(sampledCount(bounded) / sampledCount(free)).toBeCloseTo(1 / 2, 1);
});

test('a prime number of elements has no rows', () => {
  expect(viewOf(10_007, { wanted: 1000, minimum: 'exact' })).toBeUndefined();
});
