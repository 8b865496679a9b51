import { parseModel } from '@octet/onnx';
import { expect, test } from 'vitest';
import { shareConstants } from './share-constants.ts';

const model = (second: string) =>
  parseModel(`<ir_version: 8, opset_import: ["" : 17]>
  g (float[64] x) => (float[64] y) <float[64] a = random(seed=1, std=1), float[64] b = random(seed=${second}, std=1)> { h = Add(x, a) y = Mul(h, b) }`);

test('two equal constants become one, read by both', () => {
  const { graph } = model('1');
  expect(shareConstants(graph)).toBe(1);
  expect([...graph.nodes()].map((n) => n.input(1)?.name)).toEqual(['a', 'a']);
  expect(graph.initializers.size).toBe(1);
});

test('keeps constants that differ in a value', () => {
  const { graph } = model('2');
  expect(shareConstants(graph)).toBe(0);
  expect(graph.initializers.size).toBe(2);
});
