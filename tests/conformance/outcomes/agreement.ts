import type { Tensor } from '@octet/onnx';
import type { Tensors } from '@octet/quantizer';

/** Enough steps for a few layers on end, each of which may be half a step off at its input and at its output. */
const allowedSteps = 8;
const allowedSqnrDb = 20;

/**
 * Whether the artifact's outputs agree with FP32's within the quantization step, over all samples: for every float output max |x − x̂| is at
 * most `allowedSteps` · (max − min) / 255, the range with 0 in it, or the SQNR reaches `allowedSqnrDb`. Integer and other outputs (indices,
 * flags) must be equal in 9 of 10 elements: near ties turn. Answers what disagrees, or undefined.
 */
export function disagreement(fp32: readonly Tensors[], int8: readonly Tensors[]): string | undefined {
  for (const name of Object.keys(fp32[0] ?? {})) {
    const pairs = fp32.map((outputs, i) => [outputs[name], int8[i]?.[name]] as const);
    const misshapen = pairs.find(([x, y]) => x === undefined || y === undefined || x.dtype !== y.dtype || `${x.dims}` !== `${y.dims}`);
    if (misshapen !== undefined) return `output "${name}" is ${typeOf(misshapen[1])} instead of ${typeOf(misshapen[0])}`;
    const tensors = pairs as readonly (readonly [Tensor, Tensor])[];
    const reason = tensors[0]?.[0].dtype === 'float32' ? floatDisagreement(tensors) : otherDisagreement(tensors);
    if (reason !== undefined) return `output "${name}" ${reason}`;
  }
  return undefined;
}

function floatDisagreement(pairs: readonly (readonly [Tensor, Tensor])[]): string | undefined {
  let low = 0;
  let high = 0;
  let worst = 0;
  let signal = 0;
  let noise = 0;
  for (const [x, y] of pairs) {
    const a = x.data as Float32Array;
    const b = y.data as Float32Array;
    for (let i = 0; i < a.length; i++) {
      const v = a[i] as number;
      const w = b[i] as number;
      if (Object.is(v, w) || v === w) continue;
      if (!Number.isFinite(v) || !Number.isFinite(w)) return `is ${w} where FP32 is ${v}`;
      worst = Math.max(worst, Math.abs(v - w));
      noise += (v - w) ** 2;
    }
    for (const v of a) {
      if (!Number.isFinite(v)) continue;
      low = Math.min(low, v);
      high = Math.max(high, v);
      signal += v * v;
    }
  }
  const steps = worst / ((high - low) / 255);
  const sqnrDb = 10 * Math.log10(signal / noise);
  if (noise === 0 || steps <= allowedSteps || sqnrDb >= allowedSqnrDb) return undefined;
  return `is ${steps.toFixed(1)} steps off at worst, SQNR ${sqnrDb.toFixed(1)} dB`;
}

function otherDisagreement(pairs: readonly (readonly [Tensor, Tensor])[]): string | undefined {
  let elements = 0;
  let different = 0;
  for (const [x, y] of pairs) {
    elements += x.data.length;
    for (let i = 0; i < x.data.length; i++) if (x.data[i] !== y.data[i]) different++;
  }
  return different * 10 > elements ? `differs in ${different} of ${elements} elements` : undefined;
}

function typeOf(tensor: Tensor | undefined): string {
  return tensor === undefined ? 'missing' : `${tensor.dtype} [${tensor.dims.join(', ')}]`;
}
