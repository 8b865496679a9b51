import { rng } from '@octet/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { largestSumOf, matrixPartners } from '../backends/onnxruntime-cpu/saturating-pairs.ts';
import { quantizeWeight } from '../convert/quantize-weight.ts';
import { FeedbackRounding } from './feedback-rounding.ts';

const size = 12;

/** Inputs that are sums of few common causes, as the channels of an activation are. */
function momentsOf(seed: number, { causes, inputs }: { causes: number; inputs: number }): Float64Array {
  const random = rng(seed);
  const mixing = Array.from({ length: size }, () => Array.from({ length: causes }, () => random.normal()));
  const moments = new Float64Array(size * size);
  for (let n = 0; n < inputs; n++) {
    const cause = Array.from({ length: causes }, () => random.normal());
    const x = mixing.map((row) => row.reduce((sum, m, i) => sum + m * (cause[i] as number), 0.1 * random.normal()));
    for (let i = 0; i < size; i++)
      for (let j = 0; j <= i; j++) moments[i * size + j] = (moments[i * size + j] as number) + (x[i] as number) * (x[j] as number);
  }
  return moments;
}

/** (w − s·q)ᵀ M (w − s·q): the squared error of the products. */
function productError(moments: Float64Array, w: readonly number[], q: readonly number[], scale: number): number {
  const e = w.map((x, i) => x - scale * (q[i] as number));
  let error = 0;
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++)
      error += (e[i] as number) * (e[j] as number) * (moments[Math.max(i, j) * size + Math.min(i, j)] as number);
  return error;
}

function rounded(moments: Float64Array, w: readonly number[], scale: number, partners?: Int32Array): number[] {
  return [...new FeedbackRounding(moments, size, partners).round(w, scale)];
}

const weights = (seed: number) => {
  const random = rng(seed);
  return Array.from({ length: size }, () => random.normal());
};

test('inputs that have nothing to do with each other leave every weight at its nearest integer', () => {
  const moments = Float64Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 + i : 0));
  const w = weights(1);
  expect(rounded(moments, w, 0.1)).toEqual(w.map((x) => Math.round(x / 0.1)));
});

test('of inputs that go together the products lose less than a third of what the nearest integers lose', () => {
  let [feedback, nearest] = [0, 0];
  for (let seed = 0; seed < 40; seed++) {
    const moments = momentsOf(seed, { causes: 4, inputs: 300 });
    const w = weights(1000 + seed);
    feedback += productError(moments, w, rounded(moments, w, 0.05), 0.05);
    nearest += productError(
      moments,
      w,
      w.map((x) => Math.round(x / 0.05)),
      0.05,
    );
  }
  expect(feedback / nearest).toBeLessThan(1 / 3);
});

test('integers stay in [−127, 127], also where fewer inputs were seen than there are weights, or none', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 0, max: 30 }), fc.double({ min: 1e-3, max: 1, noNaN: true }), (seed, inputs, scale) => {
      const q = rounded(momentsOf(seed, { causes: 2, inputs }), weights(seed), scale);
      expect(q.every((x) => Number.isInteger(x) && Math.abs(x) <= 127)).toBe(true);
    }),
  );
});

test('weights that meet cannot saturate, and the others make up for what they give way', () => {
  const partners = matrixPartners(size);
  let [feedback, nearest] = [0, 0];
  for (let seed = 0; seed < 40; seed++) {
    const moments = momentsOf(seed, { causes: 4, inputs: 300 });
    const w = weights(1000 + seed);
    const { q: plain, scales } = quantizeWeight(Float32Array.from(w), [1, size], { axis: 0, granularity: 'per-channel', partners });
    const scale = scales[0] as number;
    const q = rounded(moments, w, scale, partners);
    expect(largestSumOf(partners, q)).toBeLessThanOrEqual(128);
    feedback += productError(moments, w, q, scale);
    nearest += productError(moments, w, [...plain], scale);
  }
  expect(feedback / nearest).toBeLessThan(1 / 2);
});

test('no pair can saturate whatever was seen, however coarse the scale', () => {
  const partners = matrixPartners(size);
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 0, max: 30 }), fc.double({ min: 1e-3, max: 1, noNaN: true }), (seed, inputs, scale) => {
      const q = rounded(momentsOf(seed, { causes: 2, inputs }), weights(seed), scale, partners);
      expect(largestSumOf(partners, q)).toBeLessThanOrEqual(128);
    }),
  );
});
