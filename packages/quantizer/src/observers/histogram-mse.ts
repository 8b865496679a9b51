import type { Range } from '../qparams/affine.ts';
import type { Observer } from './observer.ts';
import { pointsOf } from './points.ts';
import { quantizationError } from './quantization-error.ts';
import { roundingError } from './rounding-error.ts';

const steps = 96;
/** So many steps to either side of the best estimate the error is counted, in `parts` of a step. */
const reach = 2;
const parts = 4;

/**
 * The pair of ends that loses the least squared error (L2, as PyTorch's HistogramObserver, but over a whole grid of pairs instead of the
 * first local minimum), behind the activation that reads the value. Ends run from the extremes towards 0 in `steps` equal steps; a second,
 * finer grid follows around the best. The first is judged by an estimate of the error, the second by the error.
 */
export const histogramMse: Observer = (statistics, { levels, transfer }) => {
  const points = pointsOf(statistics);
  const n = points.x.length;
  const lowest = Math.min(0, n > 0 ? (points.x[0] as number) : 0);
  const highest = Math.max(0, n > 0 ? (points.x[n - 1] as number) : 0);
  const estimated = quantizationError(points, levels, transfer);
  const start = least(pairs(ladder(lowest), ladder(highest)), estimated);
  const fine = pairs(around(start.min, lowest), around(start.max, highest));
  return least([{ min: lowest, max: highest }, ...fine], roundingError(points, levels, transfer));
};

/** The range of the least error. Ties go to the wider one. */
function least(ranges: readonly Range[], error: (range: Range) => number): Range {
  let best = ranges[0] as Range;
  let leastError = error(best);
  for (const range of ranges) {
    const e = error(range);
    if (e < leastError || (e === leastError && range.max - range.min > best.max - best.min)) {
      leastError = e;
      best = range;
    }
  }
  return best;
}

function pairs(mins: readonly number[], maxs: readonly number[]): Range[] {
  return mins.flatMap((min) => maxs.map((max) => ({ min, max })));
}

function ladder(extreme: number): number[] {
  return extreme === 0 ? [0] : Array.from({ length: steps }, (_, i) => extreme - (extreme * i) / steps);
}

/** Between 0 and the extreme. */
function around(center: number, extreme: number): number[] {
  if (extreme === 0) return [center];
  const ends = Array.from({ length: 2 * reach * parts + 1 }, (_, i) => center + ((i / parts - reach) * extreme) / steps);
  return ends.map((end) => (extreme > 0 ? Math.min(extreme, Math.max(0, end)) : Math.max(extreme, Math.min(0, end))));
}
