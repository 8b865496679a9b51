import { isFiniteBin } from '../observers/points.ts';
import { siluMinimum } from '../observers/silu.ts';
import { type FloatBitHistogram, floatBitShift, type ValueStatistics } from '../statistics.ts';

/**
 * The statistics of y = x · σ(x) from those of x, so that calibration need not measure both (half of the observers of a SiLU network). y grows
 * with x above −1.278 and is −0.278 there, its least: the largest y is that of the largest x or of 0's side, the least is −0.278 wherever x
 * reaches so low. Every bin of x goes whole to the bin of its middle's y.
 */
export function siluStatistics(value: string, x: ValueStatistics): ValueStatistics {
  const least = (min: number, max: number) =>
    min <= siluMinimum.x && max >= siluMinimum.x ? siluMinimum.y : Math.min(silu(min), silu(max));
  const most = (min: number, max: number) => Math.max(silu(min), silu(max));
  const each = (of: (min: number, max: number) => number) => x.sampleMins.map((min, i) => of(min, x.sampleMaxs[i] as number));
  return {
    value,
    min: least(x.min, x.max),
    max: most(x.min, x.max),
    sampleMins: each(least),
    sampleMaxs: each(most),
    histogram: mapped(x.histogram),
    nonFiniteCount: x.nonFiniteCount,
    elementCount: x.elementCount,
  };
}

function silu(x: number): number {
  return x / (1 + Math.exp(-x));
}

const word = new Uint32Array(1);
const real = new Float32Array(word.buffer);

function mapped({ bins, counts }: FloatBitHistogram): FloatBitHistogram {
  const sums = new Map<number, number>();
  bins.forEach((bin, i) => {
    // The middle of the bin, also of the one at 0: what rounds to 0 before rounds to 0 behind.
    word[0] = ((bin << floatBitShift) | (1 << (floatBitShift - 1))) >>> 0;
    if (isFiniteBin(bin)) real[0] = silu(real[0] as number);
    const to = (word[0] as number) >>> floatBitShift;
    sums.set(to, (sums.get(to) ?? 0) + (counts[i] as number));
  });
  const sorted = [...sums].toSorted((a, b) => a[0] - b[0]);
  return { bins: Uint32Array.from(sorted, (s) => s[0]), counts: Float64Array.from(sorted, (s) => s[1]) };
}
