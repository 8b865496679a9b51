import { parseModel } from '@octet/onnx';
import { expect, test } from 'vitest';
import { observedMacs, wantedElements } from './sample-size.ts';

test('costly models give more elements of a value than cheap ones, within bounds', () => {
  expect(wantedElements({ macs: 40e6, values: 31 })).toBe(1075);
  expect(wantedElements({ macs: 100e6, values: 31 })).toBe(2688);
  expect(wantedElements({ macs: 4.1e9, values: 72 })).toBe(3072);
  expect(wantedElements({ macs: 0, values: 0 })).toBe(1024);
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
