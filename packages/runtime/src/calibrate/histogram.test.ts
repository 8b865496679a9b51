import { floatBitShift } from '@octet/quantizer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Histogram, mergeHistograms, withoutNonFinite } from './histogram.ts';

const float32s = (options: fc.FloatConstraints = {}) =>
  fc.array(fc.oneof(fc.float(options), fc.constantFrom(0, -0, 6)), { maxLength: 70 }).map((values) => Float32Array.from(values));
const finite = { noNaN: true, noDefaultInfinity: true } as const;
const badValues = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

function plainCounts(elements: Float32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const bits of new Uint32Array(elements.buffer, elements.byteOffset, elements.length))
    counts.set(bits >>> floatBitShift, (counts.get(bits >>> floatBitShift) ?? 0) + 1);
  return counts;
}

function histogramOf(elements: Float32Array) {
  const histogram = new Histogram();
  histogram.add(elements);
  return histogram.read();
}

test('counts are those of a plain loop, bins ascending', () => {
  fc.assert(
    fc.property(float32s(), (elements) => {
      const { bins, counts } = histogramOf(elements);
      expect(new Map([...bins].map((bin, i) => [bin, counts[i]]))).toEqual(plainCounts(elements));
      expect([...bins]).toEqual([...bins].sort((a, b) => a - b));
    }),
    { numRuns: 60 },
  );
});

test('extremes are those of a plain loop, −0 below +0', () => {
  fc.assert(
    fc.property(float32s(finite), (elements) => {
      fc.pre(elements.length > 0);
      expect(new Histogram().add(elements)).toEqual({ min: Math.min(...elements), max: Math.max(...elements) });
    }),
    { numRuns: 60 },
  );
});

test.each(badValues)('extremes are those of the finite elements, wherever %d stands', (bad) => {
  for (let at = 0; at < 9; at++) {
    const elements = Float32Array.from({ length: 9 }, (_, i) => (i === at ? bad : i - 4));
    const rest = [...elements].filter(Number.isFinite);
    expect(new Histogram().add(elements)).toEqual({ min: Math.min(...rest), max: Math.max(...rest) });
  }
});

test.each([
  ['nothing', []],
  ['nothing finite', badValues],
])('the extremes of %s are 0', (_, values) => {
  expect(new Histogram().add(Float32Array.from(values))).toEqual({ min: 0, max: 0 });
});

test('the largest finite float32 is an extreme', () => {
  const largest = 3.4028234663852886e38;
  expect(new Histogram().add(Float32Array.of(largest, -largest))).toEqual({ min: -largest, max: largest });
});

test('a view in the middle of a buffer is counted alone', () => {
  expect(histogramOf(Float32Array.of(1, 2, 3, 4).subarray(1, 3))).toEqual(histogramOf(Float32Array.of(2, 3)));
});

test('merged histograms equal the histogram of all elements, for any split', () => {
  fc.assert(
    fc.property(fc.array(float32s(finite), { maxLength: 4 }), (parts) => {
      const all = Float32Array.from(parts.flatMap((part) => [...part]));
      const merged = mergeHistograms(parts.map(histogramOf));
      expect(merged).toEqual(histogramOf(all));
      expect(mergeHistograms(parts.toReversed().map(histogramOf))).toEqual(merged);
    }),
    { numRuns: 20 },
  );
});

test('NaN and infinities are taken out and counted, all else stays', () => {
  const of = (...values: number[]) => withoutNonFinite(histogramOf(Float32Array.from(values)));
  expect(of(1, ...badValues, Number.NaN, -2)).toEqual({ histogram: histogramOf(Float32Array.of(1, -2)), nonFiniteCount: 4 });
  expect(of(3.4028234663852886e38, -0)).toMatchObject({ nonFiniteCount: 0 });
});
