import { expect, test } from 'vitest';
import { roundHalfToEven, saturate } from './rounding.ts';

test('rounds ties to the even neighbour, on both sides of 0', () => {
  expect([0.5, 1.5, 2.5, 3.5, -0.5, -1.5, -2.5, -3.5].map((x) => roundHalfToEven(x) + 0)).toEqual([0, 2, 2, 4, 0, -2, -2, -4]);
});

test('rounds to the nearest where there is no tie, however near it is', () => {
  expect([0.49999999999999994, 0.5000000000000001, 2.5000000000000004, -1.4999999999999998].map((x) => roundHalfToEven(x) + 0)).toEqual([
    0, 1, 3, -1,
  ]);
});

test('leaves whole numbers and what is too large for a fraction as they are', () => {
  for (const x of [0, 7, -7, 2 ** 31, -(2 ** 52) - 1, 2 ** 53]) expect(roundHalfToEven(x)).toBe(x);
});

test('saturates at both ends, infinities included', () => {
  expect([-Infinity, -129, -128, 0, 127, 128, Infinity].map((x) => saturate(x, -128, 127))).toEqual([-128, -128, -128, 0, 127, 127, 127]);
});
