import type { FloatBitHistogram } from '@octet/quantizer';

/** Counts of the same bins added: the same result for any split of the samples and in any order. */
export function mergeHistograms(histograms: readonly FloatBitHistogram[]): FloatBitHistogram {
  const total = new Map<number, number>();
  for (const { bins, counts } of histograms) {
    bins.forEach((bin, i) => {
      total.set(bin, (total.get(bin) ?? 0) + (counts[i] as number));
    });
  }
  const bins = Uint32Array.from(total.keys()).sort();
  return { bins, counts: Float64Array.from(bins, (bin) => total.get(bin) as number) };
}
