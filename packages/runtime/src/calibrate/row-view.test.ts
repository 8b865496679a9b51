import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allRows, firstRow, type RowView, sampledCount, takeRows, viewOfRows, viewOfTensor } from './row-view.ts';

const dim = (max: number) => fc.integer({ min: 1, max });
const rank4 = fc.tuple(dim(3), dim(40), dim(40), dim(40));
const elementsOf = (dims: readonly number[]) => dims.reduce((a, b) => a * b);

/** Runs `check` on the views of random tensors that are not counted whole. */
function everyView(
  check: (drawn: { view: RowView; dims: readonly number[]; wanted: number; index: number; signed: boolean }) => void,
): void {
  fc.assert(
    fc.property(rank4, fc.integer({ min: 64, max: 5000 }), fc.nat(), fc.boolean(), (dims, wanted, index, signed) => {
      const view = viewOfTensor(dims, { wanted, signed });
      fc.pre(view !== undefined);
      check({ view, dims, wanted, index, signed });
    }),
  );
}

test('looks at what is wanted, in order of magnitude, unless that is nearly all', () => {
  everyView(({ view, dims, wanted, signed }) => {
    const elements = elementsOf(dims);
    const extremes = (elements / view.width) * (signed ? 2 : 1);
    expect(view.outer * view.rows * view.width).toBe(elements);
    expect(sampledCount(view)).toBeGreaterThanOrEqual(wanted / 2);
    expect(extremes).toBeLessThanOrEqual(2 * wanted);
  });
});

test('every start keeps the last row inside the block', () => {
  everyView(({ view, index }) => {
    expect(firstRow(view.step, index) + (view.taken - 1) * view.step).toBeLessThan(view.rows);
  });
});

test('rows have at least 16 elements', () => {
  everyView(({ view }) => {
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
  expect(viewOfTensor([2, 3, 4], { wanted: 24, signed: true })).toBeUndefined();
});

test('lines are rows where they are long enough, planes where they are not, any run where neither will do', () => {
  const options = { wanted: 2048, signed: false };
  expect(viewOfRows([1, 16, 32, 32], options)).toEqual({ outer: 16, rows: 32, width: 32, step: 16, taken: 2, axis: 2 });
  expect(viewOfRows([1, 64, 8, 4], options)).toEqual({ outer: 1, rows: 64, width: 32, step: 2, taken: 32, axis: 1 });
  expect(viewOfRows([1, 128, 26, 26], options)).toMatchObject({ outer: 1, width: 64, rows: 1352, axis: 2 });
});

test('rows are wider where both ends matter', () => {
  const width = (signed: boolean) => viewOfRows([1, 128, 26, 26], { wanted: 2048, signed })?.width;
  expect(width(false)).toBe(64);
  expect(width(true)).toBe(128);
});

test('lines that are too much together are cut', () => {
  expect(viewOfRows([1, 64, 1, 100_000], { wanted: 4096, signed: false })).toMatchObject({ outer: 1, width: 1600, taken: 2 });
});

test('a prime number of elements has no rows', () => {
  expect(viewOfRows([10_007], { wanted: 1000, signed: true })).toBeUndefined();
});

test('all rows of rank-4 memory are its lines', () => {
  expect(allRows([2, 3, 4, 5])).toEqual({ outer: 6, rows: 4, width: 5, step: 1, taken: 4, axis: 2 });
});
