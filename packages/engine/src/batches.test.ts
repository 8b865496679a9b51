import { tensorOf } from '@octet/onnx';
import { expect, test } from 'vitest';
import { batchSizeOf, joinBatch, splitBatch } from './batches.ts';

const port = (name: string, ...shape: (number | string | null)[]) => ({ name, dtype: 'float32' as const, shape });

test('batches where inputs and outputs share one named first dimension', () => {
  expect(batchSizeOf({ inputs: [port('x', 'N', 3)], outputs: [port('y', 'N', 10)] })).toBe(16);
});

test.each([
  ['a fixed batch', [port('x', 1, 3)], [port('y', 1, 10)]],
  ['an unnamed dimension', [port('x', null, 3)], [port('y', null, 10)]],
  ['an output that starts with another dimension', [port('x', 'N', 3)], [port('y', 'boxes', 10)]],
  ['a second input without the batch', [port('x', 'N', 3), port('rate')], [port('y', 'N', 10)]],
])('runs samples one by one for %s', (_, inputs, outputs) => {
  expect(batchSizeOf({ inputs, outputs })).toBe(1);
});

test('what is joined and split again is what it was', () => {
  const samples = [1, 2, 3].map((v) => ({ x: tensorOf.float32([v, -v], [1, 2]), n: tensorOf.int64([v], [1, 1]) }));
  const joined = joinBatch(samples);
  expect(joined.x?.dims).toEqual([3, 2]);
  expect(splitBatch(joined, 3)).toEqual(samples);
});
