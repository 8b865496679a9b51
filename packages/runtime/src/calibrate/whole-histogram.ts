import type { FloatBitHistogram } from '@octet/quantizer';
import { mergeHistograms } from './merge-histograms.ts';
import type { CountedValue } from './sample-meter.ts';

/**
 * The histogram of all elements, estimated. The extremes of every row count as themselves; elements of the rows that were taken stand for
 * what lies between the extremes of all rows: stratified sampling with a take-all stratum (Cochran, Sampling Techniques, §5). What
 * decides where to clip is the tail, and the tail is nearly all row extremes: known, not sampled.
 */
export function wholeHistogram(counted: readonly CountedValue[]): FloatBitHistogram {
  const exact = mergeHistograms(counted.map((c) => c.exact.histogram));
  const inner = mergeHistograms(counted.map((c) => c.inner.histogram));
  const elements = counted.reduce((sum, c) => sum + c.elementCount - c.exact.nonFiniteCount - c.inner.nonFiniteCount, 0);
  const sampled = total(inner);
  if (sampled === 0) return exact;
  const weight = (elements - total(exact)) / sampled;
  return mergeHistograms([exact, { bins: inner.bins, counts: inner.counts.map((count) => count * weight) }]);
}

function total({ counts }: FloatBitHistogram): number {
  return counts.reduce((a, b) => a + b, 0);
}
