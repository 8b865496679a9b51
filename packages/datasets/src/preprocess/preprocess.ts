import type { Tensor } from '@octet/onnx';
import type { StoredData, StoredDType } from '../array/stored-dtype.ts';
import { isFloat, type ResolvedInput } from '../contract/resolve-input.ts';
import { DatasetError } from '../errors.ts';
import { asNumbers, type FloatDType, floatData, integerAllowed, integerData } from './convert-elements.ts';
import { matchShape, type ShapeMatch } from './match-shape.ts';

/** One stored sample → the tensor that the model is fed. `sample` names it in errors. */
export type Preprocess = (stored: StoredData, sample: string) => Tensor;

/**
 * Compiles the way from stored samples (`dims` without the sample axis) to the model's input: x = (stored · scale − mean) / std, computed
 * in float64 and rounded once, with the channels moved and swapped as the contract says. Throws where shapes or types cannot meet.
 */
export function compilePreprocess(
  stored: { readonly dtype: StoredDType; readonly dims: readonly number[]; readonly where: string },
  input: ResolvedInput,
): Preprocess {
  const { dtype, where } = stored;
  const match = matchShape(stored.dims, input, input.layout, where);
  if (isFloat(input.dtype)) return floatPreprocess(dtype, match, input);
  if (match.move !== 'none' || input.color === 'BGR') return reorderedIntegers(dtype, match, input, where);
  return plainIntegers(dtype, match, input, where);
}

function plainIntegers(dtype: StoredDType, match: ShapeMatch, input: ResolvedInput, where: string): Preprocess {
  if (!integerAllowed(dtype, input.dtype)) {
    throw new DatasetError(
      'dataset/wrong-dtype',
      `"${where}" holds ${dtype}, the model's input "${input.name}" takes ${input.dtype}; store ${input.dtype}.`,
      {
        where,
      },
    );
  }
  return (data, sample) => {
    const out = integerData(data, dtype, input.dtype);
    if (typeof out !== 'number') return { dtype: input.dtype, dims: match.feedDims, data: out };
    throw new DatasetError(
      'dataset/wrong-dtype',
      `${sample}: element ${out} of input "${input.name}" does not fit ${input.dtype}; store values of that type.`,
      { where: sample },
    );
  };
}

function reorderedIntegers(dtype: StoredDType, match: ShapeMatch, input: ResolvedInput, where: string): Preprocess {
  const plain = plainIntegers(dtype, match, input, where);
  return (data, sample) => {
    const values = asNumbers(data, dtype);
    const out = new Float64Array(values.length);
    const paths = channelPaths(match, input, values.length);
    for (let c = 0; c < paths.channels; c++) {
      const from = paths.source(c);
      for (let p = 0; p < paths.pixels; p++) {
        out[c * paths.toChannel + p * paths.toPixel] = values[from + p * paths.fromPixel] as number;
      }
    }
    const back = integerData(out, 'float64', input.dtype);
    return typeof back === 'number' ? plain(data, sample) : { dtype: input.dtype, dims: match.feedDims, data: back };
  };
}

function floatPreprocess(dtype: StoredDType, match: ShapeMatch, input: ResolvedInput): Preprocess {
  const target = input.dtype as FloatDType;
  const length = match.feedDims.reduce((n, d) => n * d, 1);
  const paths = channelPaths(match, input, length);
  for (const [field, values] of [
    ['mean', input.mean],
    ['std', input.std],
  ] as const) {
    if (values.length > 1 && values.length !== paths.channels) {
      throw new DatasetError(
        'dataset/bad-contract',
        `dataset.json, input "${input.name}": "${field}" has ${values.length} numbers, but samples of [${match.feedDims.join(', ')}] have ${
          input.layout === null ? 'no known channel axis; state "layout"' : `${paths.channels} channels`
        }.`,
        { where: `inputs.${input.name}.${field}` },
      );
    }
  }
  const tables = dtype === 'uint8' || dtype === 'bool' ? byteTables(input, paths.channels) : undefined;
  const identity = paths.straight && isIdentity(input);
  return (data, sample) => {
    const values = asNumbers(data, dtype);
    let out: Float32Array | Float64Array;
    if (identity && values instanceof Float32Array && target !== 'float64') out = values;
    else {
      out = target === 'float64' ? new Float64Array(length) : new Float32Array(length);
      for (let c = 0; c < paths.channels; c++) {
        const mean = at(input.mean, c);
        const std = at(input.std, c);
        const { scale } = input;
        const table = tables?.[c];
        const { fromPixel, toPixel, pixels } = paths;
        let from = paths.source(c);
        let to = c * paths.toChannel;
        for (let p = 0; p < pixels; p++) {
          const v = values[from] as number;
          out[to] = table === undefined ? (v * scale - mean) / std : (table[v] as number);
          from += fromPixel;
          to += toPixel;
        }
      }
    }
    const tensor: Tensor = { dtype: target, dims: match.feedDims, data: floatData[target](out) };
    // Bytes stay finite through any finite contract; a float16 may overflow where the number did not.
    const bad = target === 'float16' ? firstHalfInfinity(tensor.data as Uint16Array) : tables === undefined ? firstNonFinite(out) : -1;
    if (bad >= 0) {
      throw new DatasetError(
        'dataset/non-finite',
        `${sample}: element ${bad} of input "${input.name}" is ${out[bad]} and not finite as ${target}; remove or repair the sample.`,
        { where: sample },
      );
    }
    return tensor;
  };
}

/** Where the elements of channel c are before and after. An input without a channel axis is one channel. */
interface ChannelPaths {
  readonly channels: number;
  readonly pixels: number;
  readonly source: (channel: number) => number;
  readonly fromPixel: number;
  readonly toChannel: number;
  readonly toPixel: number;
  /** Nothing moves. */
  readonly straight: boolean;
}

function channelPaths(match: ShapeMatch, input: ResolvedInput, length: number): ChannelPaths {
  const { feedDims, move } = match;
  const features = input.layout === null && feedDims.length === 2 && Math.max(input.mean.length, input.std.length) > 1;
  const toFirst = input.layout === 'NCHW';
  const channels = features ? (feedDims[1] ?? 1) : input.layout === null || feedDims.length !== 4 ? 1 : (feedDims[toFirst ? 1 : 3] ?? 1);
  const pixels = channels === 0 ? 0 : length / channels;
  const fromFirst = move === 'none' ? toFirst || features : move === 'first-to-last';
  const swap = input.color === 'BGR' && channels === 3;
  const fromChannel = fromFirst ? pixels : channels === 1 ? pixels : 1;
  const planar = toFirst || features || channels === 1;
  return {
    channels,
    pixels,
    source: (c) => (swap ? channels - 1 - c : c) * fromChannel,
    fromPixel: fromFirst || channels === 1 ? 1 : channels,
    toChannel: planar ? pixels : 1,
    toPixel: planar ? 1 : channels,
    straight: move === 'none' && !swap,
  };
}

/** Bytes have 256 values: the arithmetic is done once for each of them. */
function byteTables(input: ResolvedInput, channels: number): readonly Float64Array[] {
  return Array.from({ length: channels }, (_, c) =>
    Float64Array.from({ length: 256 }, (_, v) => (v * input.scale - at(input.mean, c)) / at(input.std, c)),
  );
}

function isIdentity({ scale, mean, std }: ResolvedInput): boolean {
  return scale === 1 && mean.every((m) => m === 0) && std.every((s) => s === 1);
}

function at(values: readonly number[], channel: number): number {
  return (values.length === 1 ? values[0] : values[channel]) as number;
}

function firstNonFinite(values: ArrayLike<number>): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
}

function firstHalfInfinity(bits: Uint16Array): number {
  for (let i = 0; i < bits.length; i++) if (((bits[i] as number) & 0x7c00) === 0x7c00) return i;
  return -1;
}
