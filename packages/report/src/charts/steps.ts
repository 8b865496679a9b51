import type { Histogram } from '@octet/contracts';

export interface Step {
  readonly x: number;
  readonly y: number;
}

/** The outline of a histogram as step-after points: bin i spans [x_i, x_{i+1}). `scale` multiplies the counts. */
export function steps({ min, max, counts }: Histogram, scale = 1): readonly Step[] {
  const width = (max - min) / counts.length;
  const points = counts.map((count, i) => ({ x: min + i * width, y: count * scale }));
  return [...points, { x: max, y: (counts.at(-1) ?? 0) * scale }];
}

/** Counts of `values` in equal bins from min to max; what lies beyond is counted in the end bins. */
export function histogramOf(
  values: readonly number[],
  bins: { readonly min: number; readonly max: number; readonly count: number },
): Histogram {
  const counts = new Array<number>(bins.count).fill(0);
  const width = (bins.max - bins.min) / bins.count || 1;
  for (const value of values) {
    const bin = Math.min(bins.count - 1, Math.max(0, Math.floor((value - bins.min) / width)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { min: bins.min, max: bins.max, counts };
}
