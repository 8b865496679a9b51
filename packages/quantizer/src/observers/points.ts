import type { FloatBitHistogram, ValueStatistics } from '../statistics.ts';
import { floatBitShift } from '../statistics.ts';

/** A histogram as weighted points, ascending in `x`: what every histogram observer works on. */
export interface Points {
  readonly x: Float64Array;
  readonly weight: Float64Array;
}

const word = new Uint32Array(1);
const real = new Float32Array(word.buffer);

/** Middle of a float-bit bin. The bins at ±0 stand for 0 itself: Relu's exact zeros are most of what they hold. */
export function binCenter(bin: number): number {
  if ((bin & 0xffff) === 0) return 0;
  word[0] = (bin << floatBitShift) >>> 0;
  const low = real[0] as number;
  word[0] = ((bin << floatBitShift) | ((1 << floatBitShift) - 1)) >>> 0;
  return (low + (real[0] as number)) / 2;
}

export function isFiniteBin(bin: number): boolean {
  return (bin & 0xff00) !== 0xff00;
}

/**
 * The histogram of several values that share one range, each weighted so that a count stands for that many elements of a sample. The extremes
 * are points without a weight of their own: their bins count them, but a range may end at them.
 */
export function pointsOf(statistics: readonly ValueStatistics[]): Points {
  const weights = new Map<number, number>();
  const put = (x: number, w: number) => weights.set(x, (weights.get(x) ?? 0) + w);
  for (const s of statistics) {
    const total = countOf(s.histogram);
    const samples = Math.max(1, s.sampleMaxs.length);
    const scale = total > 0 ? (s.elementCount * samples) / total : 0;
    const { bins, counts } = s.histogram;
    for (let i = 0; i < bins.length; i++) {
      const bin = bins[i] as number;
      // Half of the bins that hold the extremes lies beyond them.
      if (isFiniteBin(bin)) put(Math.min(s.max, Math.max(s.min, binCenter(bin))), (counts[i] as number) * scale);
    }
    put(s.min, 0);
    put(s.max, 0);
  }
  const sorted = [...weights].sort((a, b) => a[0] - b[0]);
  return { x: Float64Array.from(sorted, (p) => p[0]), weight: Float64Array.from(sorted, (p) => p[1]) };
}

function countOf(h: FloatBitHistogram): number {
  let n = 0;
  for (let i = 0; i < h.bins.length; i++) if (isFiniteBin(h.bins[i] as number)) n += h.counts[i] as number;
  return n;
}

/** First index whose x is not below the bound. */
export function lowerBound(x: Float64Array, bound: number): number {
  let lo = 0;
  let hi = x.length;
  while (lo < hi) {
    const mid = (lo + hi) >>> 1;
    if ((x[mid] as number) < bound) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}
