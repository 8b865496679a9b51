import { largestPairSum, largestSumOf, sumOf } from '../backends/onnxruntime-cpu/saturating-pairs.ts';
import { weightRows } from '../linear/weight-rows.ts';
import { roundHalfToEven, saturate } from '../qparams/rounding.ts';
import type { IntegerWeight } from './quantize-weight.ts';

/** Scales between the one that clips pairs most and the one that clips none, both included. */
const steps = 8;

/**
 * Scales to try for weights whose pairs may saturate: a wider one makes every weight coarser, a narrower one clips more. Just `scale` where no
 * pair saturates at it. `largestSum`: of the weights themselves.
 */
function scalesToTry(scale: number, largestSum: number): number[] {
  const widest = largestSum / scale / largestPairSum;
  if (widest <= 1) return [scale];
  return Array.from({ length: steps + 1 }, (_, i) => Math.fround(scale * widest ** (i / steps)));
}

/**
 * Integers whose pairs cannot saturate, at the scales, one for each channel or one for all, at which the weights lose least: Σ (w − s·q)².
 * `weight.scales`: as they would be without that bound.
 */
export function guardPairs(w: Float32Array, weight: Omit<Required<IntegerWeight>, 'q'>): IntegerWeight {
  const { partners, scales: unguarded } = weight;
  const rows = weightRows(weight);
  const all = Array.from({ length: rows.channels }, (_, c) => c);
  const sharing = unguarded.length === 1 ? [all] : all.map((c) => [c]);
  const q = new Int8Array(w.length);
  const scales = Float32Array.from(sharing, (channels, i) => {
    const largest = channels.reduce((sum, c) => Math.max(sum, largestSumOf(partners, rows.read(w, c))), 0);
    const tried = scalesToTry(unguarded[i] as number, largest);
    const errors = tried.map(() => 0);
    for (const c of channels) {
      const row = rows.read(w, c);
      tried.forEach((scale, t) => {
        errors[t] = (errors[t] as number) + roundPairs(partners, scale, row).error;
      });
    }
    const best = tried[errors.indexOf(Math.min(...errors))] as number;
    for (const c of channels) rows.write(q, c, roundPairs(partners, best, rows.read(w, c)).q);
    return best;
  });
  return { ...weight, q, scales };
}

/** The weights of one output channel at their nearest integers; where a pair would saturate, both give way alike. `error`: Σ (w − s·q)². */
export function roundPairs(partners: Int32Array, scale: number, row: Float32Array): { readonly q: Int8Array; readonly error: number } {
  const q = new Int8Array(row.length);
  let error = 0;
  for (let k = 0; k < row.length; k++) {
    const partner = partners[k] as number;
    if (partner >= 0 && partner < k) continue;
    const x = saturate((row[k] as number) / scale, -127, 127);
    const y = partner < 0 ? 0 : saturate((row[partner] as number) / scale, -127, 127);
    let a = roundHalfToEven(x);
    let b = roundHalfToEven(y);
    if (sumOf(a, b) > largestPairSum) {
      a = Math.sign(a) * roundHalfToEven(Math.abs(x) - (Math.abs(x + y) - largestPairSum) / 2);
      b = Math.sign(b) * (largestPairSum - Math.abs(a));
    }
    q[k] = a;
    error += ((row[k] as number) - scale * a) ** 2;
    if (partner < 0) continue;
    q[partner] = b;
    error += ((row[partner] as number) - scale * b) ** 2;
  }
  return { q, error };
}
