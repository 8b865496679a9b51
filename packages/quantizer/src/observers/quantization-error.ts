import type { Range } from '../qparams/affine.ts';
import { lowerBound, type Points } from './points.ts';
import { identity, type Transfer } from './transfer.ts';

/**
 * Expected squared error behind y = f(x) of quantizing the points x to `levels` steps over [min, max], in O(log n) a range:
 *
 *   E = Σ_{x<min} w (f(x) − f(min))² + Σ_{x>max} w (f(x) − f(max))² + s²/12 · Σ_inside w f'(x)² + Σ_{|x|<s/2} w f'(x)² x²,   s = (max − min) / levels
 *
 * Inside, rounding is uniform in a step; values nearer to 0 than half a step round to 0 exactly, so they lose x² and not s²/12. All sums
 * are differences of prefix sums.
 */
export function quantizationError(points: Points, levels: number, { f, slope }: Transfer = identity): (range: Range) => number {
  const { x, weight } = points;
  const n = x.length;
  const w0 = new Float64Array(n + 1); // Σ w
  const y1 = new Float64Array(n + 1); // Σ w y
  const y2 = new Float64Array(n + 1); // Σ w y²
  const d0 = new Float64Array(n + 1); // Σ w f'²
  const d2 = new Float64Array(n + 1); // Σ w f'² x²
  for (let i = 0; i < n; i++) {
    const xi = x[i] as number;
    const wi = weight[i] as number;
    const y = f(xi);
    const gain = wi * slope(xi) ** 2;
    w0[i + 1] = (w0[i] as number) + wi;
    y1[i + 1] = (y1[i] as number) + wi * y;
    y2[i + 1] = (y2[i] as number) + wi * y * y;
    d0[i + 1] = (d0[i] as number) + gain;
    d2[i + 1] = (d2[i] as number) + gain * xi * xi;
  }
  const sum = (p: Float64Array, from: number, to: number) => (to > from ? (p[to] as number) - (p[from] as number) : 0);
  const distance = (from: number, to: number, end: number) =>
    Math.max(0, sum(y2, from, to) - 2 * end * sum(y1, from, to) + end * end * sum(w0, from, to));

  return ({ min, max }) => {
    const s = (max - min) / levels;
    if (!(s > 0)) return distance(0, n, f(0));
    const below = lowerBound(x, min);
    const above = lowerBound(x, max + Number.EPSILON * Math.abs(max));
    const small0 = Math.max(below, lowerBound(x, -s / 2));
    const small1 = Math.min(above, lowerBound(x, s / 2));
    return (
      distance(0, below, f(min)) +
      distance(above, n, f(max)) +
      ((s * s) / 12) * (sum(d0, below, above) - sum(d0, small0, small1)) +
      sum(d2, small0, small1)
    );
  };
}
