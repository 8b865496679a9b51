import { parseModel } from '@octet/onnx';
import { expect, test } from 'vitest';
import { elementsPerSample, observedMacs } from './sample-size.ts';

test('takes at least 4096 and at most 16384 elements, more the costlier the model', () => {
  expect(elementsPerSample(1e6, 30)).toBe(4096);
  expect(elementsPerSample(390e6, 28)).toBe(16_384);
  expect(elementsPerSample(540e6, 121)).toBe(7438);
});

const model = parseModel(`
  <ir_version: 8, opset_import: ["" : 17]>
  tiny (float[1,3,8,8] x) => (float[1,5] y)
  <float[4,3,3,3] w = random(seed=1, std=0.1), float[4,5] v = random(seed=2, std=0.1)> {
    c = Conv<pads=[1,1,1,1]>(x, w)
    r = Relu(c)
    p = GlobalAveragePool(r)
    f = Flatten(p)
    y = Gemm(f, v)
  }`);

test('counts a layer once, also where its activation is observed in its stead', () => {
  const dims = { c: [1, 4, 8, 8], r: [1, 4, 8, 8], y: [1, 5] };
  expect(observedMacs(model, dims)).toBe(4 * 64 * 27 + 5 * 4);
  expect(observedMacs(model, { r: [1, 4, 8, 8] })).toBe(4 * 64 * 27);
});

test('counts nothing for values that no layer with constant weights computes', () => {
  expect(observedMacs(model, { p: [1, 4, 1, 1], x: [1, 3, 8, 8] })).toBe(0);
});
