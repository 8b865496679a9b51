import type { Observer } from './observer.ts';
import { type Points, pointsOf } from './points.ts';

const binCount = 2048;
const levelCount = 128;

/**
 * Threshold of least KL(p ‖ q): p is the histogram with the clipped tail added to its last bin, q the same histogram without that tail,
 * merged to 128 levels and spread back over the non-empty bins (TensorRT's calibration, S. Migacz, GTC 2017). Each tail of an asymmetric
 * range is searched on its own over 2048 bins. A bin where p has mass and q has none makes the divergence infinite.
 */
export const entropy: Observer = (statistics) => {
  const points = pointsOf(statistics);
  return { min: -threshold(points, -1), max: threshold(points, 1) };
};

function threshold(points: Points, sign: 1 | -1): number {
  const { bins, width } = tail(points, sign);
  let mass = 0;
  for (const b of bins) mass += b;
  if (mass === 0 || width === 0) return 0;
  let best = binCount;
  let least = Number.POSITIVE_INFINITY;
  for (let kept = levelCount; kept <= binCount; kept += 8) {
    const d = divergence(bins, kept);
    if (d <= least) {
      least = d;
      best = kept;
    }
  }
  return best * width;
}

function tail({ x, weight }: Points, sign: 1 | -1): { bins: Float64Array; width: number } {
  let extreme = 0;
  for (const v of x) extreme = Math.max(extreme, sign * v);
  const bins = new Float64Array(binCount);
  const width = extreme / binCount;
  for (let i = 0; i < x.length; i++) {
    const v = sign * (x[i] as number);
    // Exact zeros are represented without error and would drown every other bin.
    if (v <= 0) continue;
    const bin = Math.min(binCount - 1, Math.floor(v / width));
    bins[bin] = (bins[bin] as number) + (weight[i] as number);
  }
  return { bins, width };
}

function divergence(bins: Float64Array, kept: number): number {
  let outside = 0;
  for (let i = kept; i < binCount; i++) outside += bins[i] as number;
  let p0 = outside;
  let q0 = 0;
  for (let i = 0; i < kept; i++) {
    p0 += bins[i] as number;
    q0 += bins[i] as number;
  }
  if (q0 === 0) return Number.POSITIVE_INFINITY;
  let kl = 0;
  for (let level = 0; level < levelCount; level++) {
    const from = Math.floor((level * kept) / levelCount);
    const to = Math.floor(((level + 1) * kept) / levelCount);
    let sum = 0;
    let filled = 0;
    for (let i = from; i < to; i++) {
      sum += bins[i] as number;
      if ((bins[i] as number) > 0) filled++;
    }
    for (let i = from; i < to; i++) {
      const p = (bins[i] as number) + (i === kept - 1 ? outside : 0);
      if (p === 0) continue;
      const q = (bins[i] as number) > 0 ? sum / filled : 0;
      if (q === 0) return Number.POSITIVE_INFINITY;
      kl += (p / p0) * Math.log(p / p0 / (q / q0));
    }
  }
  return kl;
}
