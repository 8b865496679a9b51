import { tensorOf } from '@octet/onnx';
import { expect, test } from 'vitest';
import { compareTensors } from './expect-equivalent.ts';

const tight = { rtol: 1e-4, atol: 1e-5 };

test('accepts a difference within the tolerance', () => {
  expect(compareTensors(tensorOf.float32([100, Number.NaN]), tensorOf.float32([100.005, Number.NaN]), tight)).toBeUndefined();
});

test('refuses a difference just beyond it, and names the element', () => {
  expect(compareTensors(tensorOf.float32([1, 100]), tensorOf.float32([1, 100.02]), tight)).toMatch(/^element 1 of 2 is 100\.0\d+, not 100/);
});

test('refuses NaN where a number was, other dims and other dtypes', () => {
  expect(compareTensors(tensorOf.float32([1]), tensorOf.float32([Number.NaN]), tight)).toContain('element 0');
  expect(compareTensors(tensorOf.float32([1]), tensorOf.float32([1], []), tight)).toBe('dims are [], not [1]');
  expect(compareTensors(tensorOf.int32([1]), tensorOf.int64([1]), tight)).toBe('dtype is int64, not int32');
});
