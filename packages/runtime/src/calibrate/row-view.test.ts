import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstRow, type RowView, sampledCount, takeRows, viewOfMemory, viewOfRank4, viewOfTensor } from './row-view.ts';

const dim = (max: number) => fc.integer({ min: 1, max });
const rank4 = fc.tuple(dim(3), dim(40), dim(40), dim(40));
const elementsOf = (dims: readonly number[]) => dims.reduce((a, b) => a * b);

/** Runs `check` on the views of random tensors that are not counted whole. */
function everyView(check: (view: RowView, dims: readonly number[], wanted: number, index: number) => void): void {
  fc.assert(
    fc.property(rank4, fc.integer({ min: 64, max: 5000 }), fc.nat(), (dims, wanted, index) => {
      const view = viewOfTensor(dims, wanted);
      fc.pre(view !== undefined);
      check(view, dims, wanted, index);
    }),
  );
}

test('a sample has at least what is wanted and less than eight times that', () => {
  everyView((view, dims, wanted) => {
    expect(view.outer * view.rows * view.width).toBe(elementsOf(dims));
    expect(sampledCount(view)).toBeGreaterThanOrEqual(wanted);
    expect(sampledCount(view)).toBeLessThan(8 * wanted);
  });
});

test('every start keeps the last row inside the block', () => {
  everyView((view, _dims, _wanted, index) => {
    expect(firstRow(view.step, index) + (view.taken - 1) * view.step).toBeLessThan(view.rows);
  });
});

test('rows have at least 16 elements', () => {
  everyView((view) => {
    expect(view.width).toBeGreaterThanOrEqual(16);
  });
});

test('all starts get their turn within three times as many samples', () => {
  for (const step of [1, 2, 3, 7, 16, 61]) {
    const met = new Set(Array.from({ length: 3 * step }, (_, index) => firstRow(step, index)));
    expect(met.size).toBe(step);
  }
});

test('takes every step-th row of each block', () => {
  const view: RowView = { outer: 2, rows: 4, width: 2, step: 2, taken: 2, axis: 2 };
  const elements = Float32Array.from({ length: 16 }, (_, i) => i);
  expect(firstRow(2, 0)).toBe(0);
  expect([...takeRows(elements, view, 0)]).toEqual([0, 1, 4, 5, 8, 9, 12, 13]);
  expect(firstRow(2, 1)).toBe(1);
  expect([...takeRows(elements, view, 1)]).toEqual([2, 3, 6, 7, 10, 11, 14, 15]);
});

test('takes a tensor without a copy where all rows are taken', () => {
  const elements = new Float32Array(16);
  expect(takeRows(elements, { outer: 2, rows: 4, width: 2, step: 1, taken: 4, axis: 2 }, 5)).toBe(elements);
});

test('a small tensor is counted whole', () => {
  expect(viewOfTensor([2, 3, 4], 24)).toBeUndefined();
});

test('lines are rows where they are long enough, planes where they are not', () => {
  expect(viewOfRank4([1, 16, 32, 32], 1024)).toEqual({ outer: 16, rows: 32, width: 32, step: 16, taken: 2, axis: 2 });
  expect(viewOfRank4([1, 64, 8, 8], 1024)).toEqual({ outer: 1, rows: 64, width: 64, step: 4, taken: 16, axis: 1 });
});

test('rows of all blocks that are too much together are cut otherwise', () => {
  expect(viewOfRank4([1, 64, 1, 100_000], 4096)).toBeUndefined();
  expect(viewOfMemory(6_400_000, 4096)).toMatchObject({ outer: 1, rows: 100_000, width: 64, taken: 64 });
});

test('a prime number of elements has no rows', () => {
  expect(viewOfMemory(10_007, 1000)).toBeUndefined();
});
