import { type DType, elementCount, type Tensor, type TensorData } from '../ir/tensor.ts';

/** What follows for a value without running anything: its type and sizes, and its numbers where they are few or only moved. */
export interface Known {
  readonly dtype: DType;
  readonly dims: readonly number[];
  readonly data?: TensorData | undefined;
}

export type Inputs = readonly (Known | undefined)[];

/** The sizes do not fit, or there is none: what the node makes is not known. */
export class Unknown extends Error {}

export function need<T>(value: T | undefined): T {
  if (value === undefined) throw new Unknown();
  return value;
}

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  uint8: Uint8Array,
  bool: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
} as const;

/** Computed numbers are shapes and axes; nothing larger is computed here. */
const mostComputed = 65_536;

/** The numbers of a small tensor. */
export function numbersOf(known: Known | undefined): readonly number[] {
  const { data, dims } = need(known);
  if (data === undefined || elementCount(dims) > mostComputed || typeof data[0] === 'string') throw new Unknown();
  return Array.from(data as Float32Array, Number);
}

/** A small tensor of computed numbers; without them where its type holds others. */
export function madeOf(dtype: DType, dims: readonly number[], numbers: readonly number[]): Known {
  const array = arrays[dtype as keyof typeof arrays];
  if (array === undefined || !numbers.every(Number.isFinite)) return { dtype, dims };
  const isBig = dtype === 'int64' || dtype === 'uint64';
  const data = isBig
    ? (array as BigInt64ArrayConstructor).from(numbers.map((n) => BigInt(Math.trunc(n))))
    : (array as Float32ArrayConstructor).from(numbers);
  return { dtype, dims, data };
}

/** The same numbers in another order: element i of the result is element `sourceOf(i)`. Never more of them than `source` has, or a few. */
export function moved(source: Known, dims: readonly number[], sourceOf: (i: number) => number): Known {
  const count = elementCount(dims);
  const { data, dtype } = source;
  if (data === undefined || typeof data[0] === 'string' || count > Math.max(elementCount(source.dims), mostComputed))
    return { dtype, dims };
  const from = data as Float32Array;
  const to = new (from.constructor as Float32ArrayConstructor)(count);
  for (let i = 0; i < count; i++) to[i] = from[sourceOf(i)] as number;
  return { dtype, dims, data: to };
}

/** Row-major strides. */
export function stridesOf(dims: readonly number[]): number[] {
  const strides = new Array<number>(dims.length).fill(1);
  for (let i = dims.length - 2; i >= 0; i--) strides[i] = (strides[i + 1] as number) * (dims[i + 1] as number);
  return strides;
}

/** Which index each axis has at element i of `dims`. */
export function indexAt(i: number, dims: readonly number[]): number[] {
  const at = new Array<number>(dims.length);
  let rest = i;
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    const size = dims[axis] as number;
    at[axis] = rest % size;
    rest = Math.floor(rest / size);
  }
  return at;
}

export const knownOf = ({ dtype, dims, data }: Tensor): Known => ({ dtype, dims, data });
