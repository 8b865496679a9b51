import type { FloatBitHistogram } from '@octet/quantizer';

/** Counts of the same bins added: the same result for any split of the samples and in any order. Bins ascend, in and out. */
export function mergeHistograms(histograms: readonly FloatBitHistogram[]): FloatBitHistogram {
  return histograms.filter(({ bins }) => bins.length > 0).reduce(merged, { bins: new Uint32Array(), counts: new Float64Array() });
}

function merged(a: FloatBitHistogram, b: FloatBitHistogram): FloatBitHistogram {
  if (a.bins.length === 0) return b;
  const bins = new Uint32Array(a.bins.length + b.bins.length);
  const counts = new Float64Array(bins.length);
  let [i, j, n] = [0, 0, 0];
  for (; i < a.bins.length && j < b.bins.length; n++) {
    const [left, right] = [a.bins[i] as number, b.bins[j] as number];
    bins[n] = left < right ? left : right;
    if (left <= right) counts[n] = a.counts[i++] as number;
    if (right <= left) counts[n] = (counts[n] as number) + (b.counts[j++] as number);
  }
  for (const [rest, from] of [
    [a, i],
    [b, j],
  ] as const) {
    bins.set(rest.bins.subarray(from), n);
    counts.set(rest.counts.subarray(from), n);
    n += rest.bins.length - from;
  }
  return { bins: bins.slice(0, n), counts: counts.slice(0, n) };
}
