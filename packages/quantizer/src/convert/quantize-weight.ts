import type { Backend } from '../backends/backend.ts';
import { weightRows } from '../linear/weight-rows.ts';
import { roundHalfToEven, saturate } from '../qparams/rounding.ts';
import { guardPairs, roundPairs } from './pair-guard.ts';

/** Integer weights: w ≈ scales[channel] · q, zero point 0. `scales` holds one value where the granularity is per-tensor. */
export interface IntegerWeight {
  readonly q: Int8Array;
  readonly scales: Float32Array;
  readonly dims: readonly number[];
  readonly axis: number;
  /** Which weights of a channel must not saturate together (`partnersOf`); absent: any may be as large as they are. */
  readonly partners?: Int32Array;
}

export interface WeightOptions {
  readonly axis: number;
  readonly granularity: Backend['weights']['granularity'];
  readonly partners?: IntegerWeight['partners'] | undefined;
  /** Per-channel ends of the range; max|w| of the channel where absent. */
  readonly limits?: Float32Array;
}

/**
 * A channel whose weights are this much smaller than the layer's largest adds nothing that 8-bit activations could show; a scale of its
 * own would only blow up its int32 bias.
 */
const deadChannelFloor = 1e-4;

/** Scale of weights that are all 0: it becomes a factor of the bias scale, so it must be fine. */
const zeroScale = 2 ** -20;

/** s_c = max|w_c| / 127, q = saturate(round(w / s_c)) in [−127, 127]. */
export function quantizeWeight(w: Float32Array, dims: readonly number[], options: WeightOptions): IntegerWeight {
  const channels = dims[options.axis] as number;
  const inner = dims.slice(options.axis + 1).reduce((a, b) => a * b, 1);
  const limits = options.limits ?? channelMaxima(w, channels, inner);
  let largest = 0;
  for (const m of limits) largest = Math.max(largest, m);
  const scales = new Float32Array(options.granularity === 'per-channel' ? channels : 1);
  if (options.granularity === 'per-channel') {
    for (let c = 0; c < channels; c++) scales[c] = scaleOf(Math.max(limits[c] as number, largest * deadChannelFloor), 127);
  } else scales[0] = scaleOf(largest, 127);
  const { axis, partners } = options;
  if (partners !== undefined) return guardPairs(w, { scales, dims, axis, partners });
  const q = new Int8Array(w.length);
  round(w, q, scales, channels, inner);
  return { q, scales, dims, axis };
}

function scaleOf(limit: number, qmax: number): number {
  const s = Math.fround(limit / qmax);
  return s > 0 ? s : zeroScale;
}

export function channelMaxima(w: Float32Array, channels: number, inner: number): Float32Array {
  const maxima = new Float32Array(channels);
  for (let i = 0; i < w.length; ) {
    for (let c = 0; c < channels; c++) {
      let m = maxima[c] as number;
      for (let k = 0; k < inner; k++, i++) {
        const a = Math.abs(w[i] as number);
        if (a > m) m = a;
      }
      maxima[c] = m;
    }
  }
  return maxima;
}

function round(w: Float32Array, q: Int8Array, scales: Float32Array, channels: number, inner: number): void {
  for (let i = 0; i < w.length; ) {
    for (let c = 0; c < channels; c++) {
      const s = scales[scales.length === 1 ? 0 : c] as number;
      for (let k = 0; k < inner; k++, i++) q[i] = saturate(roundHalfToEven((w[i] as number) / s), -127, 127);
    }
  }
}

/**
 * int32 bias at scale s_in · s_w, exactly the float32 product: onnxruntime takes the integers as they are. Where one does not fit, that
 * channel's weight scale is raised to 1.0001 · 2 · max|b| / (2³² − 2) / s_in and its weights are quantized again.
 */
export function quantizeBias(
  bias: Float32Array,
  weight: IntegerWeight,
  w: Float32Array,
  inputScale: number,
): { weight: IntegerWeight; bias: Int32Array; biasScales: Float32Array } {
  const fits = (scales: Float32Array) => bias.every((b, c) => Math.abs(b / at(biasScaleOf(scales, inputScale), c)) < 2 ** 31 - 1);
  let own = weight;
  if (!fits(weight.scales)) {
    const scales = weight.scales.slice();
    bias.forEach((b, c) => {
      const i = scales.length === 1 ? 0 : c;
      scales[i] = Math.max(scales[i] as number, (1.0001 * 2 * Math.abs(b)) / (2 ** 32 - 2) / inputScale);
    });
    own = { ...weight, q: roundChanged(w, weight, scales), scales };
  }
  const biasScales = biasScaleOf(own.scales, inputScale);
  return {
    weight: own,
    biasScales,
    bias: Int32Array.from(bias, (b, c) => saturate(roundHalfToEven(b / at(biasScales, c)), -(2 ** 31), 2 ** 31 - 1)),
  };
}

/** The integers at other scales; those of channels whose scale stays do so too. */
function roundChanged(w: Float32Array, weight: IntegerWeight, scales: Float32Array): Int8Array {
  const rows = weightRows(weight);
  const partners = weight.partners ?? new Int32Array(rows.size).fill(-1);
  const q = weight.q.slice();
  for (let c = 0; c < rows.channels; c++) {
    const scale = at(scales, c);
    if (scale !== at(weight.scales, c)) rows.write(q, c, roundPairs(partners, scale, rows.read(w, c)).q);
  }
  return q;
}

function biasScaleOf(scales: Float32Array, inputScale: number): Float32Array {
  return scales.map((s) => Math.fround(s * inputScale));
}

function at(scales: Float32Array, c: number): number {
  return scales[scales.length === 1 ? 0 : c] as number;
}
