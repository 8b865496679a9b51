import type { Extremes } from './counter.ts';

/** Of the finite elements alone; 0 and 0 where there are none. Slower than the kernels, which want their elements loaded. */
export function finiteExtremes(elements: Float32Array): Extremes {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const x of elements) {
    if (!Number.isFinite(x)) continue;
    if (x < min) min = x;
    if (x > max) max = x;
  }
  return min <= max ? { min, max } : { min: 0, max: 0 };
}
