import { parseModel } from '@octet/onnx';
import { expect, test } from 'vitest';
import { checkLinear } from './check-linear.ts';

function check(inputs: string, constants: string, call: string) {
  const model = parseModel(`g (${inputs}) => (y) <${constants}> { y = ${call} }`);
  const node = model.graph.find('y')?.producer;
  if (node === undefined) throw new Error('no node');
  const verdict = checkLinear(node);
  return verdict.ok ? 'ok' : verdict.reason;
}

const matrix = 'float[3,5] w = random(seed=1)';

test.each([
  ['a Conv', 'float[1,3,4,4] x', 'float[2,3,1,1] w = random(seed=1)', 'Conv(x, w)'],
  ['a 1-D Conv', 'float[1,3,4] x', 'float[2,3,1] w = random(seed=1)', 'Conv(x, w)'],
  ['a Gemm with a bias', 'float[3,3] x', `${matrix}, float[5] b = random(seed=2)`, 'Gemm(x, w, b)'],
  ['a Gemm with one bias for all', 'float[3,3] x', `${matrix}, float b = {1}`, 'Gemm(x, w, b)'],
  ['a Gemm with a bias row', 'float[3,3] x', `${matrix}, float[1,5] b = random(seed=2)`, 'Gemm(x, w, b)'],
  ['a transposed Gemm', 'float[3,5] x', matrix, 'Gemm<transB=1>(x, w)'],
  ['a MatMul', 'float[2,3,3] x', matrix, 'MatMul(x, w)'],
])('accepts %s', (_, inputs, constants, call) => {
  expect(check(inputs, constants, call)).toBe('ok');
});

test.each([
  ['weight "w" is computed at run time', 'float[1,3,4,4] x, float[2,3,1,1] w', '', 'Conv(x, w)'],
  ['bias "b" is computed at run time', 'float[3,3] x, float[5] b', matrix, 'Gemm(x, w, b)'],
  ['its input is a constant', 'float[1] u', `float[3,3] x = random(seed=2), ${matrix}`, 'MatMul(x, w)'],
  ['weight "w" is float64; float32 is quantized', 'double[3,3] x', 'double[3,5] w = random(seed=1)', 'MatMul(x, w)'],
  ['input "x" is float16; float32 is quantized', 'float16[3,3] x', matrix, 'MatMul(x, w)'],
  ['transA is set', 'float[3,3] x', matrix, 'Gemm<transA=1>(x, w)'],
  ['its bias is a matrix', 'float[2,3] x', `${matrix}, float[2,5] b = random(seed=2)`, 'Gemm(x, w, b)'],
  ['its bias differs from row to row', 'float[5,3] x', `${matrix}, float[5,1] b = random(seed=2)`, 'Gemm(x, w, b)'],
  ['its weight is not a matrix', 'float[2,4,3] x', 'float[2,3,5] w = random(seed=1)', 'MatMul(x, w)'],
])('refuses with "%s"', (reason, inputs, constants, call) => {
  expect(check(inputs, constants, call)).toBe(reason);
});
