import { parseModel } from '@octet/onnx';
import { expect, test } from 'vitest';
import { refuseNonFiniteWeights } from './check-weights.ts';

const header = '<ir_version: 8, opset_import: ["" : 17]>';
const check = (text: string) => () => refuseNonFiniteWeights(parseModel(`${header} ${text}`));

test.each([
  ['NaN in a weight', '<float[3,1] w = {1, nan, 2}> { [fc] y = MatMul(x, w) }', '"w", read by MatMul "fc", is NaN at element 1.'],
  ['infinity in a weight', '<float[3,1] w = {1, 2, inf}> { [fc] y = MatMul(x, w) }', '"w", read by MatMul "fc", is Infinity at element 2.'],
  ['NaN in an addend', '<float b = {nan}> { [shift] y = Add(x, b) }', '"b", read by Add "shift", is NaN at element 0.'],
  ['NaN in a Constant node', '{ w = Constant<value = float[3,1] {nan, 1, 1}>() [fc] y = MatMul(x, w) }', '"w", read by MatMul "fc"'],
  ['NaN behind an infinity', '<float[3,1] w = {inf, 1, nan}> { [fc] y = MatMul(x, w) }', 'is NaN at element 2.'],
])('%s is refused, with its place', (_, body, message) => {
  expect(check(`g (float[1,3] x) => (y) ${body}`)).toThrow(message);
  expect(check(`g (float[1,3] x) => (y) ${body}`)).toThrow(expect.objectContaining({ code: 'model/non-finite-weights' }));
});

test('NaN in the body of an If is refused', () => {
  const body = (b: string) => `{ b = Constant<value = float {${b}}>() h = Add(x, b) }`;
  const text = `g (float[1,3] x, bool c) => (y) { y = If<then_branch = t () => (h) ${body('nan')}, else_branch = e () => (h) ${body('1')}>(c) }`;
  expect(check(text)).toThrow('"b", read by Add');
});

test.each([
  ['an infinite mask', '<float[3] mask = {0, 0, -inf}> { y = Add(x, mask) }'],
  ['an infinite bound', '<float low = {-inf}, float high = {6}> { y = Clip(x, low, high) }'],
])('%s passes', (_, body) => {
  expect(check(`g (float[1,3] x) => (y) ${body}`)).not.toThrow();
});

test.each([
  ['NaN', 0x7e00, 'is NaN at element 1.'],
  ['infinity', 0xfc00, 'is -Infinity at element 1.'],
])('%s in float16 bits is refused', (_, bits, message) => {
  const model = parseModel(`${header} g (float16[1,2] x) => (y) <float16[2,1] w = {1, 1}> { y = MatMul(x, w) }`);
  const w = model.graph.find('w')?.constant?.tensor.data as Uint16Array;
  expect(() => refuseNonFiniteWeights(model)).not.toThrow();
  w[1] = bits;
  expect(() => refuseNonFiniteWeights(model)).toThrow(message);
});
