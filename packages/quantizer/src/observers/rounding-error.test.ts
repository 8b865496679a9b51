import { rng } from '@octet/testing';
import { expect, test } from 'vitest';
import { chooseQParams, dequantizeValue, quantizeValue } from '../qparams/affine.ts';
import { quantizationError } from './quantization-error.ts';
import { roundingError } from './rounding-error.ts';
import { identity } from './transfer.ts';

const random = rng(11);
const x = Float64Array.from({ length: 5000 }, () => random.normal() * 3).sort();
const points = { x, weight: x.map(() => 1 + random.next()) };
const square = { name: 'square', f: (v: number) => v * v, slope: (v: number) => 2 * v };

test.each([identity, square])('is the error of quantizing every point and reading it back, behind $name', (transfer) => {
  for (const range of [
    { min: -4, max: 7 },
    { min: -0.001, max: 2 },
    { min: 0, max: 30 },
  ]) {
    const params = chooseQParams(range, { dtype: 'uint8', symmetric: false });
    const back = (v: number) => transfer.f(dequantizeValue(quantizeValue(v, params), params));
    const expected = x.reduce((sum, v, i) => sum + (points.weight[i] as number) * (transfer.f(v) - back(v)) ** 2, 0);
    expect(roundingError(points, 255, transfer)(range) / expected).toBeCloseTo(1, 3);
  }
});

test('sees that numbers which lie on steps lose nothing, where the estimate takes rounding for uniform', () => {
  const spikes = { x: Float64Array.of(-1, 1, 2, 3), weight: Float64Array.of(5, 5, 5, 5) };
  expect(roundingError(spikes, 255)({ min: -1, max: 254 })).toBe(0);
  expect(quantizationError(spikes, 255)({ min: -1, max: 254 })).toBeGreaterThan(1);
});

test('an empty range makes 0 of everything', () => {
  expect(roundingError({ x: Float64Array.of(-1, 2), weight: Float64Array.of(1, 3) }, 255)({ min: 0, max: 0 })).toBe(13);
});
