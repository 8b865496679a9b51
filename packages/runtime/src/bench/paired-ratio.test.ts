import { expect, test } from 'vitest';
import { pairedRatio } from './paired-ratio.ts';
import { quantileOf } from './quantile.ts';

test('disturbances that hit both models of a round leave the ratio alone', () => {
  const slowdown = [1, 1, 5, 1, 2, 1, 9, 1, 1, 3];
  const r = pairedRatio(
    slowdown.map((s) => 200 * s),
    slowdown.map((s) => 100 * s),
    { seed: 1 },
  );
  expect(r).toMatchObject({ ratio: 2, low: 2, high: 2, roundCount: 10 });
});

test('the interval holds the ratio, widens with noise and is the same for the same seed', () => {
  const candidate = Array.from({ length: 40 }, (_, i) => 100 + ((i * 37) % 11));
  const baseline = candidate.map(() => 210);
  const r = pairedRatio(baseline, candidate, { seed: 7 });
  expect(r.low).toBeLessThan(r.ratio);
  expect(r.high).toBeGreaterThan(r.ratio);
  expect(r.high - r.low).toBeLessThan(0.2);
  expect(pairedRatio(baseline, candidate, { seed: 7 })).toEqual(r);
});

test('a quantile is linear between neighbours', () => {
  expect(quantileOf([10, 20, 40], 0.5)).toBe(20);
  expect(quantileOf([10, 20, 40], 0.75)).toBe(30);
  expect(quantileOf([10, 20, 40], 1)).toBe(40);
});

test('the times are of the round in the middle, so that their quotient is the ratio, which the medians of all rounds need not give', () => {
  const r = pairedRatio([100, 900, 300], [50, 300, 300], { seed: 1 });
  expect(r).toMatchObject({ ratio: 2, baselineUs: 100, candidateUs: 50 });
  const even = pairedRatio([100, 900, 300, 220], [50, 300, 300, 100], { seed: 1 });
  expect(even).toMatchObject({ ratio: 2.1, baselineUs: 160, candidateUs: 75 });
});
