import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Counter } from './counter.ts';
import { mergeHistograms } from './merge-histograms.ts';

function histogramOf(values: readonly number[]) {
  const counter = new Counter(1);
  const elements = Float32Array.from(values);
  counter.count(0, counter.load(elements), elements.length);
  return counter.read(0).histogram;
}

test('merged histograms equal the histogram of all, for any split', () => {
  const floats = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { maxLength: 40 });
  fc.assert(
    fc.property(fc.array(floats, { maxLength: 4 }), (parts) => {
      const merged = mergeHistograms(parts.map(histogramOf));
      expect(merged).toEqual(histogramOf(parts.flat()));
      expect(mergeHistograms([...parts].reverse().map(histogramOf))).toEqual(merged);
    }),
    { numRuns: 40 },
  );
});
