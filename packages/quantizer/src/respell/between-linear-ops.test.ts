import { parseModel } from '@octet/onnx';
import { expect, test } from 'vitest';
import { betweenLinearOps } from './between-linear-ops.ts';

const model = parseModel(`
  g (float[1,8] x) => (float[1,4] y, float[1,4] z) <float[8,4] a = random(seed=1), float[4,4] b = random(seed=2)>
  { before = Tanh(x) h = MatMul(before, a) inside = Tanh(h) k = Relu(inside) y = MatMul(k, b) z = Tanh(y) }`);
const producerOf = (name: string) => {
  const node = model.graph.find(name)?.producer;
  if (node === undefined) throw new Error(`no node makes ${name}`);
  return node;
};

test('holds for a node with linear ops above and below, also at a distance', () => {
  expect(betweenLinearOps(producerOf('inside'))).toBe(true);
  expect(betweenLinearOps(producerOf('k'))).toBe(true);
});

test('does not hold for what prepares the input, nor for the tail', () => {
  expect(betweenLinearOps(producerOf('before'))).toBe(false);
  expect(betweenLinearOps(producerOf('z'))).toBe(false);
});
