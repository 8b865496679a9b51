import type { Observer } from './observer.ts';
import { pointsOf } from './points.ts';
import { quantizationError } from './quantization-error.ts';

const steps = 96;

/**
 * The pair of ends that loses the least squared error (L2, as PyTorch's HistogramObserver, but over a whole grid of pairs instead of the
 * first local minimum), behind the activation that reads the value. Ends run from the extremes towards 0 in `steps` equal steps; a second, finer grid follows around the best.
 */
export const histogramMse: Observer = (statistics, { levels, transfer }) => {
  const points = pointsOf(statistics);
  const n = points.x.length;
  const lowest = Math.min(0, n > 0 ? (points.x[0] as number) : 0);
  const highest = Math.max(0, n > 0 ? (points.x[n - 1] as number) : 0);
  const error = quantizationError(points, levels, transfer);
  const search = (mins: readonly number[], maxs: readonly number[]) => {
    let best = { min: lowest, max: highest };
    let least = error(best);
    for (const min of mins) {
      for (const max of maxs) {
        const e = error({ min, max });
        // Ties go to the wider range.
        if (e < least || (e === least && max - min > best.max - best.min)) {
          least = e;
          best = { min, max };
        }
      }
    }
    return best;
  };
  const coarse = search(ladder(lowest, 0, lowest), ladder(highest, 0, highest));
  const fineMin = Math.abs(lowest) / steps;
  const fineMax = highest / steps;
  return search(around(coarse.min, fineMin, lowest, 0), around(coarse.max, fineMax, 0, highest));
};

function ladder(from: number, to: number, extreme: number): number[] {
  if (extreme === 0) return [0];
  return Array.from({ length: steps }, (_, i) => from + ((to - from) * i) / steps);
}

function around(center: number, width: number, low: number, high: number): number[] {
  if (width === 0) return [center];
  return Array.from({ length: 17 }, (_, i) => Math.min(high, Math.max(low, center + ((i - 8) / 8) * width)));
}
