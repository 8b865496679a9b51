import type { FloatBitHistogram } from '@octet/quantizer';
import { firstAtLeast, negativeBins } from './float-bit-bins.ts';
import { mergeHistograms } from './merge-histograms.ts';
import type { CountedValue } from './sample-meter.ts';

/**
 * The histogram of all elements, estimated. The extremes of every row count as themselves; the elements of the runs that were taken stand for
 * what lies between the extremes of all rows: stratified sampling with a take-all stratum (Cochran, Sampling Techniques, §5). What decides
 * where to clip is the tail, and the tail is nearly all row extremes: known, not sampled.
 */
export function wholeHistogram(counted: readonly CountedValue[]): FloatBitHistogram {
  const exact = mergeHistograms(counted.map((c) => c.exact.histogram));
  const inner = mergeHistograms(counted.map((c) => c.inner.histogram));
  const elements = counted.reduce((sum, c) => sum + c.elementCount - c.exact.nonFiniteCount - c.inner.nonFiniteCount, 0);
  const sampled = total(inner.counts);
  if (sampled === 0) return exact;
  const weight = (elements - total(exact.counts)) / sampled;
  scale(inner.counts, weight); // ours, for what was merged is new
  const negative = firstAtLeast(inner.bins, negativeBins);
  const ends = [part(inner, 0, negative), part(inner, negative, inner.bins.length)];
  return mergeHistograms([exact, ...ends.flatMap((end) => withTailOf(exact, end, tailSize * weight))]);
}

/** So many sampled elements of either end are too few to say where the elements lie that they stand for. */
const tailSize = 16;
/**
 * If a row's elements are independent, those beyond u that are not the row's extreme go with the square of the rows whose extreme is beyond
 * u; if outliers stand together, with their number. Between the two.
 */
const tailPower = 1.5;

/**
 * An outlier between the extremes of a row that happens to be sampled stands for hundreds, and would be taken for hundreds where it lies. So
 * the weight of the outermost elements is spread as the extremes of all rows are: N(u)^1.5 of those beyond u. `inner`: of one sign.
 */
function withTailOf(exact: FloatBitHistogram, inner: FloatBitHistogram, tailWeight: number): FloatBitHistogram[] {
  const { bins, counts } = inner;
  let weight = 0;
  let from = bins.length;
  while (from > 0 && weight < tailWeight && magnitude(bins[from - 1] as number) > 0) weight += counts[--from] as number;
  if (weight === 0) return [inner];
  const first = bins[from] as number;
  const shape = part(
    exact,
    firstAtLeast(exact.bins, first),
    firstAtLeast(exact.bins, first < negativeBins ? negativeBins : 2 * negativeBins),
  );
  const rows = total(shape.counts);
  if (rows === 0) return [inner];
  const spread = new Float64Array(shape.bins.length);
  let met = 0;
  for (let i = shape.bins.length - 1, before = 0; i >= 0; i--) {
    met += shape.counts[i] as number;
    const share = (met / rows) ** tailPower;
    spread[i] = weight * (share - before);
    before = share;
  }
  return [part(inner, 0, from), { bins: shape.bins, counts: spread }];
}

function magnitude(bin: number): number {
  return bin % negativeBins;
}

function part({ bins, counts }: FloatBitHistogram, from: number, to: number): FloatBitHistogram {
  return { bins: bins.subarray(from, to), counts: counts.subarray(from, to) };
}

// Loops, for thousands of bins a value: what is called with one of them allocates it.

function scale(counts: Float64Array, factor: number): void {
  for (let i = 0; i < counts.length; i++) counts[i] = (counts[i] as number) * factor;
}

function total(counts: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i] as number;
  return sum;
}
