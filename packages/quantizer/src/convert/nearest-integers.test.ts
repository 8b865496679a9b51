import { parseModel } from '@octet/onnx';
import { expect, test } from 'vitest';
import type { Backend } from '../backends/backend.ts';
import { backends } from '../backends/index.ts';
import { nearestIntegers } from './nearest-integers.ts';

const { weights } = backends['ort-cpu-vnni'];
const model = parseModel(`g (float[4,8] x) => (float[4,8] y) <float[8,8] w = random(seed=1), float[8,8] v = random(seed=1)> {
  [gemm] a = Gemm(x, w) [matmul] b = MatMul(a, w) [transposed] c = Gemm<transB=1>(b, w) [scaled] d = Gemm<alpha=2.0>(c, w) [other] y = MatMul(d, v) }`);
const integersOf = (node: string, of = model, rule: Backend['weights'] = weights) => {
  const found = [...of.graph.nodes()].find((n) => n.name === node) ?? expect.unreachable();
  return nearestIntegers(found, rule).integer;
};

test('nodes that read one constant alike share its integers, in a clone of the model too', () => {
  expect(integersOf('matmul')).toBe(integersOf('gemm'));
  expect(integersOf('gemm', model.clone())).toBe(integersOf('gemm'));
});

test('another axis, factor, rule or constant has integers of its own', () => {
  const gemm = integersOf('gemm');
  for (const node of ['transposed', 'scaled', 'other']) expect(integersOf(node), node).not.toBe(gemm);
  expect(integersOf('gemm', model, { ...weights, granularity: 'per-tensor' })).not.toBe(gemm);
  expect(integersOf('transposed').axis).toBe(0);
  expect(integersOf('other')).toEqual(gemm);
});
