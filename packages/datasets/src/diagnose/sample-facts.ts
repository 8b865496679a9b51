import { createHash } from 'node:crypto';
import type { Tensor } from '@octet/onnx';
import type { ResolvedInput } from '../contract/resolve-input.ts';
import { numbersOf } from '../metrics/answers.ts';
import type { Sample } from '../sample.ts';

/** What the checks need to know of one input of one sample. */
export interface SampleFacts {
  readonly index: number;
  readonly source: string;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Of its bytes. */
  readonly digest: string;
  /**
   * Mean correlation of neighbouring pixels, over rows and columns and channels, −1 to 1. Photographs have about 0.9, white noise 0. NaN where
   * the input is no image of at least 8x8, or constant.
   */
  readonly autocorrelation: number;
  /** Fourth moment over squared variance: 3 for a normal distribution, 1.8 for a uniform one. */
  readonly kurtosis: number;
}

export function sampleFacts(sample: Sample, input: ResolvedInput): SampleFacts {
  const tensor = sample.feeds[input.name] as Tensor;
  const values = numbersOf(tensor);
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const v = values[i] as number;
    if (v < min) min = v;
    if (v > max) max = v;
    sum += v;
  }
  const mean = sum / values.length;
  let second = 0;
  let fourth = 0;
  for (let i = 0; i < values.length; i++) {
    const d = ((values[i] as number) - mean) ** 2;
    second += d;
    fourth += d * d;
  }
  const bytes = tensor.data as Uint8Array;
  return {
    index: sample.index,
    source: sample.source,
    count: values.length,
    min,
    max,
    mean,
    digest: createHash('sha256')
      .update(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength))
      .digest('base64'),
    autocorrelation: autocorrelation(values, tensor.dims, input),
    kurtosis: second === 0 ? Number.NaN : (fourth * values.length) / second ** 2,
  };
}

function autocorrelation(values: ArrayLike<number>, dims: readonly number[], { layout }: ResolvedInput): number {
  const [, a = 0, b = 0, c = 0] = dims;
  const [channels, height, width] = layout === 'NCHW' ? [a, b, c] : [c, a, b];
  if (layout === null || dims.length !== 4 || height < 8 || width < 8) return Number.NaN;
  const plane = layout === 'NCHW' ? height * width : 1;
  const pixel = layout === 'NCHW' ? 1 : channels;
  let sum = 0;
  let counted = 0;
  for (let ch = 0; ch < channels; ch++) {
    const at = (y: number, x: number) => values[ch * plane + (y * width + x) * pixel] as number;
    let mean = 0;
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) mean += at(y, x);
    mean /= height * width;
    let variance = 0;
    let across = 0;
    let down = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const d = at(y, x) - mean;
        variance += d * d;
        if (x + 1 < width) across += d * (at(y, x + 1) - mean);
        if (y + 1 < height) down += d * (at(y + 1, x) - mean);
      }
    }
    if (variance === 0) continue;
    variance /= height * width;
    sum += (across / (height * (width - 1)) + down / ((height - 1) * width)) / (2 * variance);
    counted++;
  }
  return counted === 0 ? Number.NaN : sum / counted;
}
