import type { Range } from '../qparams/affine.ts';
import { lowerBound, type Points } from './points.ts';
import { identity, type Transfer } from './transfer.ts';

/**
 * Squared error behind y = f(x) of quantizing the points x to `levels` steps over [min, max], point by point:
 *
 *   E = Σ w (f(x) − f(x̂))²,   x̂ = s · (clamp(round(x / s) + z, 0, levels) − z),   s = (max − min) / levels,   z = round(−min / s)
 *
 * Counts what quantization-error.ts estimates. The estimate takes rounding for uniform within a step; letterbox borders, saturated pixels
 * and biases put a large part of a value on a few numbers, and where those lie between two steps can move the error by a sixth.
 */
export function roundingError(points: Points, levels: number, { f }: Transfer = identity): (range: Range) => number {
  const { x, weight } = points;
  const y = x.map(f);
  const y0 = f(0);
  const toZero = new Float64Array(x.length + 1); // Σ w (y − f(0))²
  for (let i = 0; i < x.length; i++) toZero[i + 1] = (toZero[i] as number) + (weight[i] as number) * ((y[i] as number) - y0) ** 2;
  const steps = new Float64Array(levels + 1);
  return ({ min, max }) => {
    const s = (max - min) / levels;
    if (!(s > 0)) return toZero[x.length] as number;
    const z = Math.min(levels, Math.max(0, Math.round(-min / s)));
    for (let q = 0; q <= levels; q++) steps[q] = f((q - z) * s);
    const counted = (from: number, to: number): number => {
      let error = 0;
      for (let i = from; i < to; i++) {
        const q = Math.floor((x[i] as number) / s + 0.5) + z;
        const d = (y[i] as number) - (steps[q < 0 ? 0 : q > levels ? levels : q] as number);
        error += (weight[i] as number) * d * d;
      }
      return error;
    };
    // Half of all bins hold numbers so small that every range rounds them to 0.
    const small0 = lowerBound(x, -s / 2);
    const small1 = lowerBound(x, s / 2);
    return counted(0, small0) + (toZero[small1] as number) - (toZero[small0] as number) + counted(small1, x.length);
  };
}
