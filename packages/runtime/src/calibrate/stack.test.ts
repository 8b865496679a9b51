import { tensorOf } from '@octet/onnx';
import { expect, test } from 'vitest';
import { joinSamples, memberOf, possibleStack, sameDims } from './stack.ts';

const sample = (...values: number[]) => ({ x: tensorOf.float32(values, [1, values.length]) });
const port = (...shape: (number | string)[]) => [{ name: 'x', dtype: 'float32' as const, shape }];
const place = (bytes: number) => new ArrayBuffer(bytes);

test('joins samples along the first axis, the last one again in the places that are left, and finds them again', () => {
  const joined = joinSamples([sample(1, 2), sample(3, 4)], 3, place);
  expect(joined['x']).toMatchObject({ dims: [3, 2], data: Float32Array.of(1, 2, 3, 4, 3, 4) });
  expect(memberOf(joined, 1, 3)['x']).toMatchObject({ dims: [1, 2], data: Float32Array.of(3, 4) });
});

test('a sample alone is copied as it is', () => {
  const own = sample(1, 2);
  const joined = joinSamples([own], 1, place);
  expect(joined).toEqual(own);
  expect(joined['x']?.data).not.toBe(own.x.data);
});

test('small models whose first axis is free take several samples a run', () => {
  expect(possibleStack(port('N', 2), sample(1, 2), 1000)).toBe(8);
});

test.each([
  ['a fixed first axis', port(1, 2), sample(1, 2), 1000],
  ['samples of several images', port('N', 2), { x: tensorOf.float32([1, 2, 3, 4], [2, 2]) }, 1000],
  ['many observed elements', port('N', 2), sample(1, 2), 10_000_000],
  ['no inputs', [], {}, 1000],
])('%s means one sample a run', (_, inputs, feeds, elements) => {
  expect(possibleStack(inputs, feeds, elements)).toBe(1);
});

test('dimensions are compared input by input', () => {
  expect(sameDims(sample(1, 2), sample(3, 4))).toBe(true);
  expect(sameDims(sample(1, 2), sample(3))).toBe(false);
});
