import type { Model } from '@octet/onnx';
import type { Feeds, Runner } from '../ports.ts';
import type { Meter } from './budget.ts';
import { channelMeans } from './channel-means.ts';

export interface BiasCorrection {
  readonly node: string;
  /** Largest change of a channel's bias, in the units of the layer's output. */
  readonly largestShift: number;
  readonly channels: number;
}

export interface BiasCorrectionOptions {
  readonly runner: Runner;
  readonly samples: readonly Feeds[];
  /** By layer: corrections made before, to which these are added. */
  readonly biasShifts: ReadonlyMap<string, Float32Array>;
  /** The artifact with these corrections. */
  readonly build: (biasShifts: ReadonlyMap<string, Float32Array>) => Promise<Model>;
  /** Where it is spent, the layers that follow keep their biases. */
  readonly budget?: Meter | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * b ← b + (mean FP32 output − mean quantized output), per channel, in topological order with earlier corrections applied, so that errors
 * do not compound (Nagel et al. 2019, arXiv:1906.04721 §4.2, in its empirical, sequential form: two neighbours corrected from one
 * measurement overshoot, and lost 7 dB on MobileNetV1). The mean shift is shrunk towards 0 by
 * what the samples cannot tell from noise: factor 1 − se²/shift², at least 0.
 */
export async function correctBiases(
  prepared: Model,
  layers: readonly string[],
  options: BiasCorrectionOptions,
): Promise<{ readonly biases: readonly BiasCorrection[]; readonly biasShifts: ReadonlyMap<string, Float32Array> }> {
  const { runner, samples, budget, signal } = options;
  const reference = await channelMeans(prepared, layers, { runner, samples, budget, signal });
  const biases: BiasCorrection[] = [];
  const biasShifts = new Map(options.biasShifts);
  for (const node of layers) {
    if (budget?.isSpent() === true) break;
    const measured = await channelMeans(await options.build(biasShifts), [node], { runner, samples, budget, signal });
    const shift = shrunkenShift(reference.get(node) ?? [], measured.get(node) ?? []);
    const before = biasShifts.get(node);
    biasShifts.set(node, before === undefined ? shift : shift.map((s, c) => s + (before[c] as number)));
    biases.push({ node, largestShift: shift.reduce((m, s) => Math.max(m, Math.abs(s)), 0), channels: shift.length });
  }
  return { biases, biasShifts };
}

export function shrunkenShift(reference: readonly Float32Array[], measured: readonly Float32Array[]): Float32Array {
  const count = reference.length;
  const channels = reference[0]?.length ?? 0;
  const shift = new Float32Array(channels);
  if (count < 2) return shift;
  for (let c = 0; c < channels; c++) {
    let sum = 0;
    let squares = 0;
    for (let s = 0; s < count; s++) {
      const d = (reference[s]?.[c] as number) - (measured[s]?.[c] as number);
      sum += d;
      squares += d * d;
    }
    const mean = sum / count;
    const variance = Math.max(0, squares / count - mean * mean) / (count - 1);
    const kept = mean === 0 ? 0 : Math.max(0, 1 - variance / (mean * mean));
    shift[c] = Number.isFinite(mean) ? mean * kept : 0;
  }
  return shift;
}
