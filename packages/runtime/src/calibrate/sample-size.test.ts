import { parseModel } from '@octet/onnx';
import { expect, test } from 'vitest';
import { observedMacs, sampleRate, wantedOf } from './sample-size.ts';

test('cheap models give the least of every value, costly ones a share of its size besides, never more than an eighth', () => {
  expect(sampleRate({ macs: 30e6, values: 31, elements: 280e3 })).toEqual({ least: 1024, share: 0 });
  expect(sampleRate({ macs: 60e6, values: 31, elements: 280e3 })).toMatchObject({ least: 1613 });
  expect(sampleRate({ macs: 540e6, values: 121, elements: 9.8e6 }).share).toBeCloseTo(0.0206, 3);
  expect(sampleRate({ macs: 4.1e9, values: 72, elements: 16.8e6 })).toEqual({ least: 2048, share: 1 / 8 });
  expect(wantedOf({ least: 2048, share: 1 / 8 }, 16_000)).toBe(4048);
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
