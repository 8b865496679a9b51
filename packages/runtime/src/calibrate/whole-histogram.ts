import type { FloatBitHistogram } from '@octet/quantizer';
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
  const weighted: FloatBitHistogram = { bins: inner.bins, counts: inner.counts.map((count) => count * weight) };
  return mergeHistograms([
    exact,
    ...[0, 1].reduce((rest, sign) => withTailOf(rest, { exact, sampledTail: tailSize * weight, sign }), [weighted]),
  ]);
}

/** So many sampled elements of either end are too few to say where the elements lie that they stand for. */
const tailSize = 16;
/**
 * If a row's elements are independent, those beyond u that are not the row's extreme go with the square of the rows whose extreme is beyond
 * u; if outliers stand together, with their number. Between the two.
 */
const tailPower = 1.5;

interface Tail {
  readonly exact: FloatBitHistogram;
  /** Weight of the sampled elements that make the tail. */
  readonly sampledTail: number;
  /** 0: positive numbers, 1: negative ones. */
  readonly sign: number;
}

/**
 * An outlier between the extremes of a row that happens to be sampled stands for hundreds, and would be taken for hundreds where it lies. So
 * the weight of the outermost elements is spread as the extremes of all rows are: N(u)^1.5 of those beyond u.
 */
function withTailOf(parts: readonly FloatBitHistogram[], { exact, sampledTail, sign }: Tail): FloatBitHistogram[] {
  const inner = mergeHistograms(parts);
  const end = inner.bins.filter((bin) => bin >>> 16 === sign).length;
  const first = sign === 0 ? 0 : inner.bins.length - end;
  let weight = 0;
  let from = first + end;
  while (from > first && weight < sampledTail && magnitude(inner.bins[from - 1]) > 0) weight += inner.counts[--from] as number;
  const beyond = (bin: number) => from < inner.bins.length && bin >>> 16 === sign && bin >= (inner.bins[from] as number);
  const shape = [...exact.bins.keys()].filter((i) => beyond(exact.bins[i] as number)).reverse();
  const rows = total(shape.map((i) => exact.counts[i] as number));
  if (weight === 0 || rows === 0) return [inner];
  let met = 0;
  const share = (count: number) => (count / rows) ** tailPower;
  const spread = shape.map((i): [number, number] => {
    const before = share(met);
    met += exact.counts[i] as number;
    return [exact.bins[i] as number, weight * (share(met) - before)];
  });
  const kept = inner.counts.map((count, i) => (i >= from && i < first + end ? 0 : count));
  const sorted = spread.reverse();
  return [
    { bins: inner.bins.filter((_, i) => kept[i] !== 0), counts: kept.filter((count) => count !== 0) },
    { bins: Uint32Array.from(sorted, ([bin]) => bin), counts: Float64Array.from(sorted, ([, count]) => count) },
  ];
}

function magnitude(bin: number | undefined): number {
  return (bin ?? 0) & 0xffff;
}

function total(counts: Float64Array | readonly number[]): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}
