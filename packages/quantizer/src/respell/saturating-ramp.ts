import { type Maker, type Refusal, refuse, type Value } from '@octet/onnx';
import { emit, scalar } from './emit.ts';

/** h(x) = max(0, min(1, αx + β)), the function of HardSigmoid. */
export interface Ramp {
  readonly alpha: number;
  readonly beta: number;
}

/** α = 1/6, β = 1/2: the ramp inside HardSwish. */
export const hardSwishRamp: Ramp = { alpha: 1 / 6, beta: 0.5 };

/** Where α ≤ 0 the ramp falls, and where α is tiny its ends leave float32: neither is what this spelling is for. */
export function unspellable({ alpha, beta }: Ramp): Refusal | undefined {
  const ends = [Math.fround(beta / alpha), Math.fround(1 / alpha)];
  if (alpha > 0 && ends.every(Number.isFinite)) return undefined;
  return refuse(`alpha ${alpha} and beta ${beta} give no rising ramp with ends in float32`);
}

/**
 * h(x) = α · clip(x + β/α, 0, 1/α) for α > 0.
 *
 * In integers this is one op: a QLinearAdd whose output range is [0, 1/α] saturates by itself, and the Mul is a change of scale
 * (18 us instead of 75 us for DQ-HardSigmoid-Q).
 */
export function emitRamp(make: Maker, x: Value, { alpha, beta }: Ramp): Value {
  const shifted = emit(make, 'Add', [x, make.constant(scalar(beta / alpha))]);
  const clipped = emit(make, 'Clip', [shifted, make.constant(scalar(0)), make.constant(scalar(1 / alpha))]);
  return emit(make, 'Mul', [clipped, make.constant(scalar(alpha))]);
}
