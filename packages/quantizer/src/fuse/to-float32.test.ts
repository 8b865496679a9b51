import { parseModel } from '@octet/onnx';
import { expectEquivalent, opTypes } from '@octet/testing';
import { expect, test } from 'vitest';
import { toFloat32 } from './to-float32.ts';

// The text form writes float16 as bit patterns: 15360 is 1, 15872 is 1.5, 16384 is 2.
test('weights, casts and constants become float32, and the interface stays float16', async () => {
  const before =
    parseModel(`g (float16[2,3] x) => (float16[2,2] y, float[2,3] z) <float16[3,2] w = {15360, 49152, 14336, 17408, 17664, 13312}> {
    c = Constant<value = float16[1] {15872}>() t = Mul(x, c) y = MatMul(t, w) z = Cast<to = 1>(t) }`);
  const after = before.clone();
  expect(toFloat32(after)).toBe(true);
  expect(opTypes(after)).toEqual(['Cast', 'Constant', 'Mul', 'MatMul', 'Cast', 'Cast']);
  expect([...after.graph.inputs, ...after.graph.outputs].map((v) => [v.name, v.dtype])).toEqual([
    ['x', 'float16'],
    ['y', 'float16'],
    ['z', 'float32'],
  ]);
  expect([...after.graph.initializers].map((v) => [v.name, v.dtype])).toEqual([['w', 'float32']]);
  await expectEquivalent(before, after, { rtol: 2e-3, atol: 1e-3, seed: 1 });
});

test('bodies and what they read follow', async () => {
  const before = parseModel(`g (bool c, float16[2] x) => (float16[2] y) <float16[2] w = {15872, 16384}> {
    y = If<then_branch = yes () => (float16[2] a) { a = Add(x, w) }, else_branch = no () => (float16[2] b) <float16[2] k = {16896, 17408}> { b = Mul(x, k) }>(c) }`);
  const after = before.clone();
  expect(toFloat32(after)).toBe(true);
  await expectEquivalent(before, after, { rtol: 2e-3, atol: 1e-3, seed: 1 });
});

test('a float32 model is left alone', () => {
  const model = parseModel('g (float[2] x) => (float[2] y) <float[2] w = {1, 2}> { y = Add(x, w) }');
  expect(toFloat32(model)).toBe(false);
  expect(opTypes(model)).toEqual(['Add']);
});

test('every float16 becomes the float32 of the same value', () => {
  const bits = Uint16Array.from({ length: 65_536 }, (_, i) => i);
  const model = parseModel('g (float[1] x) => (float[1] y) { y = Neg(x) }');
  const all = model.graph.addConstant({ dtype: 'float16', dims: [65_536], data: bits }, 'all');
  toFloat32(model);
  expect(all.constant?.tensor.data).toEqual(Float32Array.from(new Float16Array(bits.buffer)));
});
