import type { Observer } from './observer.ts';
import { type Points, pointsOf } from './points.ts';

/** The range that holds `percentile` % of the elements; what lies outside is split evenly over the two tails. */
export const percentile: Observer = (statistics, options) => {
  const points = pointsOf(statistics);
  const tail = (1 - options.percentile / 100) / 2;
  return { min: Math.min(0, quantile(points, tail)), max: Math.max(0, quantile(points, 1 - tail)) };
};

function quantile({ x, weight }: Points, share: number): number {
  let total = 0;
  for (const w of weight) total += w;
  const wanted = share * total;
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    sum += weight[i] as number;
    if (sum >= wanted) return x[i] as number;
  }
  return x[x.length - 1] ?? 0;
}
