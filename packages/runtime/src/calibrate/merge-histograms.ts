import type { FloatBitHistogram } from '@octet/quantizer';

/** Counts of the same bins added: the same result for any split of the samples and in any order. Bins ascend, in and out. */
export function mergeHistograms(histograms: readonly FloatBitHistogram[]): FloatBitHistogram {
  return histograms.reduce(merged, { bins: new Uint32Array(), counts: new Float64Array() });
}

function merged(a: FloatBitHistogram, b: FloatBitHistogram): FloatBitHistogram {
  const bins = new Uint32Array(a.bins.length + b.bins.length);
  const counts = new Float64Array(bins.length);
  let n = 0;
  for (let i = 0, j = 0; i < a.bins.length || j < b.bins.length; n++) {
    const left = a.bins[i] ?? Number.POSITIVE_INFINITY;
    const right = b.bins[j] ?? Number.POSITIVE_INFINITY;
    bins[n] = Math.min(left, right);
    if (left <= right) counts[n] = a.counts[i++] as number;
    if (right <= left) counts[n] = (counts[n] as number) + (b.counts[j++] as number);
  }
  return { bins: bins.slice(0, n), counts: counts.slice(0, n) };
}
