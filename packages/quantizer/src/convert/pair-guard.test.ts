import { rng } from '@octet/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { convPartners, largestSumOf, matrixPartners } from '../backends/onnxruntime-cpu/saturating-pairs.ts';
import { roundPairs } from './pair-guard.ts';
import { quantizeBias, quantizeWeight } from './quantize-weight.ts';

const f = Math.fround;
const quantized = (w: readonly number[], dims: readonly number[], granularity: 'per-channel' | 'per-tensor' = 'per-channel') =>
  quantizeWeight(Float32Array.from(w), dims, { axis: 0, granularity, partners: matrixPartners(dims[1] as number) });
const squaredError = (w: readonly number[], q: Int8Array, scale: number) =>
  w.reduce((sum, x, k) => sum + (x - scale * (q[k] as number)) ** 2, 0);

describe('weights that meet', () => {
  test('stay at their nearest integers where their sum is 128, and give way alike where it is more', () => {
    expect([...roundPairs(matrixPartners(5), 1, Float32Array.of(100, 28, -100, -28, 127)).q]).toEqual([100, 28, -100, -28, 127]);
    expect([...roundPairs(matrixPartners(5), 1, Float32Array.of(100, 38, -100, -38, 127)).q]).toEqual([95, 33, -95, -33, 127]);
    expect([...roundPairs(matrixPartners(2), 1, Float32Array.of(127, -127)).q]).toEqual([127, -127]);
  });

  test('a channel without such a pair keeps its scale, the one beside it takes a wider one where that loses less than to clip', () => {
    const many = [127, 1, ...Array.from({ length: 6 }, () => 100)];
    const { q, scales } = quantized([...many.map((x, k) => (k % 2 === 0 ? x : 1)), ...many], [2, 8]);
    expect(scales[0]).toBe(1);
    expect(scales[1]).toBeGreaterThan(1.3);
    expect(largestSumOf(matrixPartners(8), q.subarray(8))).toBeLessThanOrEqual(128);
  });

  test('one pair of many is clipped, and the others keep their resolution', () => {
    const w = [127, 3, ...Array.from({ length: 200 }, (_, k) => k % 60)];
    const { q, scales } = quantized(w, [1, w.length]);
    expect(scales[0]).toBeLessThan(1.01);
    expect([...q.subarray(0, 2)]).toEqual([126, 2]);
  });

  test('lose no more than at the scale that clips nothing, nor than clipped at the scale that they had', () => {
    const random = rng(7);
    for (let n = 0; n < 100; n++) {
      const w = Array.from({ length: 30 }, () => f(random.normal() ** 3));
      const partners = matrixPartners(30);
      const { q, scales } = quantized(w, [1, 30]);
      const narrow = f(Math.max(...w.map(Math.abs)) / 127);
      const wide = Math.max(narrow, f(largestSumOf(partners, w) / 128));
      const errors = [narrow, wide].map((scale) => roundPairs(partners, scale, Float32Array.from(w)).error);
      expect(squaredError(w, q, scales[0] as number)).toBeLessThanOrEqual(Math.min(...errors) * (1 + 1e-6));
    }
  });
});

const weight = fc.oneof(fc.double({ min: -1, max: 1, noNaN: true }), fc.constantFrom(-1, 1, 0.504, 0.5, -0.504));

test('no pair can saturate, whatever the weights, the layout and the granularity, also where a bias widens the scale', () => {
  fc.assert(
    fc.property(
      fc.array(weight, { minLength: 24, maxLength: 24 }),
      fc.constantFrom([2, 3, 2, 2], [3, 8], [1, 6, 4], [2, 12, 1, 1], [24, 1]),
      fc.constantFrom('per-channel' as const, 'per-tensor' as const),
      fc.constantFrom(0, 1e6),
      (w, dims, granularity, bias) => {
        const floats = Float32Array.from(w);
        const partners = dims.length === 2 ? matrixPartners(dims[1] as number) : convPartners(dims);
        const made = quantizeWeight(floats, dims, { axis: 0, granularity, partners });
        const { q } = quantizeBias(new Float32Array(dims[0] as number).fill(bias), made, floats, 1e-3).weight;
        for (let c = 0; c < (dims[0] as number); c++) {
          expect(largestSumOf(partners, q.subarray(c * partners.length, (c + 1) * partners.length))).toBeLessThanOrEqual(128);
        }
      },
    ),
  );
});
