import { parseModel, tensorOf } from '@octet/onnx';
import { rng, runModel } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { chooseQParams, dequantizeValue, type QDType, type QParams, qlimits, quantizeValue, representable } from './affine.ts';

const asymmetric = { dtype: 'uint8', symmetric: false } as const;

describe('chooseQParams', () => {
  test('spreads the range over all 256 integers, with 0 exact', () => {
    expect(chooseQParams({ min: -1, max: 1.55 }, asymmetric)).toEqual({ dtype: 'uint8', scale: Math.fround(0.01), zeroPoint: 100 });
    expect(chooseQParams({ min: -1, max: 1.55 }, { dtype: 'int8', symmetric: false }).zeroPoint).toBe(-28);
  });

  test('widens a range of one sign to hold 0', () => {
    expect(chooseQParams({ min: 2, max: 2.55 }, asymmetric)).toEqual({ dtype: 'uint8', scale: Math.fround(0.01), zeroPoint: 0 });
    expect(chooseQParams({ min: -2.55, max: -2 }, asymmetric)).toEqual({ dtype: 'uint8', scale: Math.fround(0.01), zeroPoint: 255 });
  });

  test('symmetric: the larger side over 127, zero in the middle', () => {
    expect(chooseQParams({ min: -2.54, max: 1 }, { dtype: 'int8', symmetric: true })).toEqual({
      dtype: 'int8',
      scale: Math.fround(0.02),
      zeroPoint: 0,
    });
    expect(chooseQParams({ min: -1, max: 2.54 }, { dtype: 'uint8', symmetric: true }).zeroPoint).toBe(128);
  });

  test.each([
    ['empty', 0, 0],
    ['below the smallest float32', 0, 1e-44],
    ['infinite', 0, Number.POSITIVE_INFINITY],
    ['not a number', Number.NaN, Number.NaN],
  ])('a range that is %s gives scale 1, so that nothing divides by 0', (_, min, max) => {
    for (const dtype of ['uint8', 'int8'] as const)
      for (const symmetric of [true, false])
        expect(chooseQParams({ min, max }, { dtype, symmetric })).toEqual({ dtype, scale: 1, zeroPoint: 0 });
  });

  test('a range of nearly all float32 keeps a finite scale', () => {
    const q = chooseQParams({ min: -3.4e38, max: 3.4e38 }, asymmetric);
    expect(Number.isFinite(q.scale)).toBe(true);
    expect(quantizeValue(0, q)).toBe(q.zeroPoint);
  });

  test('whatever the range: a float32 scale above 0, a zero point that fits, 0 exact, ends within a step (2000 draws)', () => {
    const random = rng(20250101);
    for (let i = 0; i < 2000; i++) {
      const a = random.normal() * 10 ** (random.below(60) - 30);
      const b = random.normal() * 10 ** (random.below(60) - 30);
      const range = { min: Math.min(a, b), max: Math.max(a, b) };
      const q = chooseQParams(range, { dtype: random.below(2) === 0 ? 'uint8' : 'int8', symmetric: random.below(2) === 0 });
      const { qmin, qmax } = qlimits[q.dtype];
      expect(q.scale).toBeGreaterThan(0);
      expect(Math.fround(q.scale)).toBe(q.scale);
      expect(Number.isInteger(q.zeroPoint) && q.zeroPoint >= qmin && q.zeroPoint <= qmax).toBe(true);
      expect(dequantizeValue(quantizeValue(0, q), q)).toBe(0);
      const { min, max } = representable(q);
      expect(min - q.scale).toBeLessThanOrEqual(Math.min(0, range.min));
      expect(max + q.scale).toBeGreaterThanOrEqual(Math.max(0, range.max));
    }
  });
});

test.each([
  ['uint8', { dtype: 'uint8', scale: Math.fround(0.037), zeroPoint: 131 }],
  ['int8', { dtype: 'int8', scale: Math.fround(0.037), zeroPoint: -7 }],
  ['a scale that is a power of two, where ties are frequent', { dtype: 'uint8', scale: 0.25, zeroPoint: 3 }],
] satisfies [string, QParams][])('quantizes and dequantizes as onnxruntime does: %s', async (_, q) => {
  const random = rng(7);
  const drawn = Array.from({ length: 4000 }, () => random.normal() * 3);
  const ties = Array.from({ length: 520 }, (_, i) => Math.fround((i - 260 + 0.5) * q.scale));
  const x = Float32Array.from([...drawn, ...ties, 0, -0, 1e30, -1e30, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  const type: QDType = q.dtype;
  const model = parseModel(`g (float[N] x) => (${type}[N] y, float[N] z) <float s = {${q.scale}}, ${type} p = {${q.zeroPoint}}> {
    y = QuantizeLinear(x, s, p) z = DequantizeLinear(y, s, p) }`);
  const { y, z } = await runModel(model, { x: tensorOf.float32(x) }, { optimization: 'disabled' });
  const integers = Array.from(x, (v) => quantizeValue(v, q));
  expect(integers).toEqual(Array.from(y?.data as Uint8Array | Int8Array));
  expect(integers.map((v) => dequantizeValue(v, q))).toEqual(Array.from(z?.data as Float32Array));
});
