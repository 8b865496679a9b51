import { roundHalfToEven, saturate } from './rounding.ts';

export type QDType = 'int8' | 'uint8';

export const qlimits = {
  int8: { qmin: -128, qmax: 127 },
  uint8: { qmin: 0, qmax: 255 },
} as const satisfies Record<QDType, { qmin: number; qmax: number }>;

/** x ≈ scale · (q − zeroPoint). `scale` is a float32 value. */
export interface QParams {
  readonly dtype: QDType;
  readonly scale: number;
  readonly zeroPoint: number;
}

export interface Range {
  readonly min: number;
  readonly max: number;
}

/**
 * s = (max − min) / (qmax − qmin) in double, kept as float32; z = clamp(round(qmin − min / s)). The range is widened to hold 0, so that
 * 0 is exact. Symmetric: T = max(|min|, |max|), s = T / 127, z = 0 (int8) or 128 (uint8). A degenerate range gives s = 1, z = 0.
 */
export function chooseQParams(range: Range, spec: { readonly dtype: QDType; readonly symmetric: boolean }): QParams {
  const { qmin, qmax } = qlimits[spec.dtype];
  const min = Math.min(range.min, 0);
  const max = Math.max(range.max, 0);
  if (spec.symmetric) {
    const scale = Math.fround(Math.max(-min, max) / 127);
    return scale > 0 && Number.isFinite(scale)
      ? { dtype: spec.dtype, scale, zeroPoint: spec.dtype === 'int8' ? 0 : 128 }
      : { dtype: spec.dtype, scale: 1, zeroPoint: 0 };
  }
  const scale = Math.fround((max - min) / (qmax - qmin));
  if (!(scale > 0) || !Number.isFinite(scale)) return { dtype: spec.dtype, scale: 1, zeroPoint: 0 };
  return { dtype: spec.dtype, scale, zeroPoint: saturate(roundHalfToEven(qmin - min / scale), qmin, qmax) };
}

/** The integer that QuantizeLinear gives: saturate(round(x / s) + z), the division in float32. */
export function quantizeValue(x: number, q: QParams): number {
  const { qmin, qmax } = qlimits[q.dtype];
  return saturate(roundHalfToEven(Math.fround(x / q.scale)) + q.zeroPoint, qmin, qmax);
}

export function dequantizeValue(q: number, params: QParams): number {
  return Math.fround((q - params.zeroPoint) * params.scale);
}

/** The float interval that the integers cover. */
export function representable(q: QParams): Range {
  const { qmin, qmax } = qlimits[q.dtype];
  return { min: (qmin - q.zeroPoint) * q.scale, max: (qmax - q.zeroPoint) * q.scale };
}
