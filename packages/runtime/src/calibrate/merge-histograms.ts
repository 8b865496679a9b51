import type { FloatBitHistogram } from '@octet/quantizer';
import { binCount, firstAtLeast, negativeBins } from './float-bit-bins.ts';

/** One cell a bin; all 0 between calls. Merging list by list would mispredict a branch for almost every bin. */
const cells = new Float64Array(binCount);
/** What is being made; its memory is there already. */
const bins = new Uint32Array(binCount);
const counts = new Float64Array(binCount);

/** Counts of the same bins added: the same result for any split of the samples and in any order of whole counts. Bins ascend, in and out. */
export function mergeHistograms(histograms: readonly FloatBitHistogram[]): FloatBitHistogram {
  const reach = [new Reach(), new Reach()] as const;
  for (const own of histograms) {
    for (let i = 0; i < own.bins.length; i++) {
      const bin = own.bins[i] as number;
      cells[bin] = (cells[bin] as number) + (own.counts[i] as number);
    }
    const negative = firstAtLeast(own.bins, negativeBins);
    reach[0].widen(own.bins.subarray(0, negative));
    reach[1].widen(own.bins.subarray(negative));
  }
  let n = 0;
  for (const { from, to } of reach) {
    for (let bin = from; bin < to; bin++) {
      // Written for each and kept where it counts, as collect in kernels.wat does.
      const count = cells[bin] as number;
      bins[n] = bin;
      counts[n] = count;
      n += Number(count !== 0);
    }
    cells.fill(0, Math.min(from, to), to);
  }
  return { bins: bins.slice(0, n), counts: counts.slice(0, n) };
}

/** From the lowest bin to behind the highest. */
class Reach {
  from: number = binCount;
  to = 0;

  widen(bins: Uint32Array): void {
    if (bins.length === 0) return;
    this.from = Math.min(this.from, bins[0] as number);
    this.to = Math.max(this.to, (bins.at(-1) as number) + 1);
  }
}
