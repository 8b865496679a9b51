import { expect, test } from 'vitest';
import type { Counted } from './counter.ts';
import { wholeHistogram } from './whole-histogram.ts';

/** By bin: 16 bits of magnitude, and 0x10000 for negative numbers. */
const counted = (counts: Readonly<Record<number, number>>): Counted => ({
  histogram: {
    bins: Uint32Array.from(Object.keys(counts), Number),
    counts: Float64Array.from(Object.values(counts)),
  },
  nonFiniteCount: 0,
});
const asObject = ({ bins, counts }: { bins: Uint32Array; counts: Float64Array }) =>
  Object.fromEntries([...bins].map((b, i) => [b, counts[i]]));

test('elements that are all counted stand for themselves', () => {
  const exact = { 0: 5, 100: 7 };
  expect(asObject(wholeHistogram([{ elementCount: 12, exact: counted(exact), inner: counted({}) }]))).toEqual(exact);
});

test('sampled elements stand for the rest, and what was counted by several workers adds up', () => {
  const worker = { elementCount: 1000, exact: counted({ 900: 10 }), inner: counted({ 0: 33, 100: 66 }) };
  const { 900: largest, ...rest } = asObject(wholeHistogram([worker, worker]));
  expect(rest[0]).toBeCloseTo(660, 9);
  expect((rest[100] ?? 0) + (largest ?? 0)).toBeCloseTo(1340, 9);
});

test('the outermost sampled elements are spread as the extremes of the rows are, at either end', () => {
  for (const sign of [0, 0x10000]) {
    const exact = { [sign + 100]: 900, [sign + 400]: 90, [sign + 500]: 10 };
    // One outlier among the sample would be 100 elements at 450.
    const inner = { [sign + 50]: 84, [sign + 100]: 15, [sign + 450]: 1 };
    const whole = asObject(wholeHistogram([{ elementCount: 11_000, exact: counted(exact), inner: counted(inner) }]));
    expect(whole[sign + 450]).toBeUndefined();
    expect(whole[sign + 50]).toBeCloseTo(8400, 6);
    expect(whole[sign + 500]).toBeCloseTo(10 + 1600 * 0.01 ** 1.5, 6);
    expect(Object.values(whole).reduce((a, b) => (a ?? 0) + (b ?? 0), 0)).toBeCloseTo(11_000, 6);
  }
});

test('zeros are no tail', () => {
  const whole = asObject(wholeHistogram([{ elementCount: 110, exact: counted({ 300: 10 }), inner: counted({ 0: 10 }) }]));
  expect(whole).toEqual({ 0: 100, 300: 10 });
});
