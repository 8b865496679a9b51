import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstRow, sampledCount, takeRows, viewOfMemory, viewOfRank4, viewOfTensor } from './row-view.ts';

const dim = (max: number) => fc.integer({ min: 1, max });
const rank4 = fc.tuple(dim(3), dim(40), dim(40), dim(40));

test('a sample has at least what is wanted, or the whole tensor', () => {
  fc.assert(
    fc.property(rank4, dim(5000), (dims, wanted) => {
      const elements = dims.reduce((a, b) => a * b);
      expect(sampledCount(viewOfTensor(dims, wanted))).toBeGreaterThanOrEqual(Math.min(wanted, elements));
      expect(sampledCount(viewOfTensor(dims, wanted))).toBeLessThanOrEqual(elements);
    }),
  );
});

test('a sample stays below eight times what is wanted', () => {
  fc.assert(
    fc.property(rank4, fc.integer({ min: 64, max: 5000 }), (dims, wanted) => {
      expect(sampledCount(viewOfTensor(dims, wanted))).toBeLessThan(8 * wanted);
    }),
  );
});

test('every start keeps the last row inside the block', () => {
  fc.assert(
    fc.property(rank4, dim(5000), fc.nat(), (dims, wanted, index) => {
      const view = viewOfTensor(dims, wanted);
      expect(firstRow(view.step, index) + (view.taken - 1) * view.step).toBeLessThan(view.rows);
    }),
  );
});

test('all starts get their turn within three times as many samples', () => {
  for (const step of [1, 2, 3, 7, 16, 61]) {
    const met = new Set(Array.from({ length: 3 * step }, (_, index) => firstRow(step, index)));
    expect(met.size).toBe(step);
  }
});

test('takes every step-th row of each block', () => {
  const view = viewOfRank4([1, 2, 4, 2], 8);
  expect(view).toEqual({ outer: 2, rows: 4, width: 2, step: 2, taken: 2 });
  if (view === undefined) return;
  const elements = Float32Array.from({ length: 16 }, (_, i) => i);
  expect(firstRow(2, 0)).toBe(0);
  expect([...takeRows(elements, view, 0)]).toEqual([0, 1, 4, 5, 8, 9, 12, 13]);
  expect(firstRow(2, 1)).toBe(1);
  expect([...takeRows(elements, view, 1)]).toEqual([2, 3, 6, 7, 10, 11, 14, 15]);
});

test('a small tensor is taken whole, without a copy', () => {
  const elements = new Float32Array(24);
  expect(takeRows(elements, viewOfTensor([2, 3, 4], 1000), 5)).toBe(elements);
});

test('rank-4 memory with huge rows is not viewed by its rows', () => {
  expect(viewOfRank4([1, 64, 1, 100_000], 4096)).toBeUndefined();
  expect(sampledCount(viewOfMemory(6_400_000, 4096))).toBe(4096);
});

test('a prime number of elements is viewed in rows of one', () => {
  expect(viewOfMemory(10_007, 1000)).toMatchObject({ width: 1, rows: 10_007 });
});
