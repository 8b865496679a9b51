import type { Constant } from '../ir/constant.ts';
import { type Dim, type DType, elementCount, type Shape, type TensorData } from '../ir/tensor.ts';

/** What follows for a value without running anything. */
export interface Known {
  readonly dtype?: DType | undefined;
  /** Sizes that do not follow are null, or the name that the file gives them. Undefined: not even the rank follows. */
  readonly dims?: Shape | undefined;
  /** The elements, where they are few or only moved: shapes, axes, transposed weights. All of `dims` are numbers then. */
  readonly data?: (() => TensorData) | undefined;
}

/** An input that the node leaves out is undefined; one of which nothing follows is an empty record. */
export type Inputs = readonly (Known | undefined)[];

/** Sizes that do not fit each other, or too little to go by: nothing follows. */
export class Unknown extends Error {}

export function need<T>(value: T | undefined): T {
  if (value === undefined) throw new Unknown();
  return value;
}

export const areNumbers = (dims: Shape | undefined): dims is readonly number[] => dims?.every((d) => typeof d === 'number') === true;

export const dimsOf = (known: Known | undefined): Shape => need(known?.dims);

/** As many axes as a shape that is computed has. */
export function unknownSizes(shape: Known | undefined): null[] {
  const [length] = dimsOf(shape);
  if (typeof length !== 'number' || length > mostAxes) throw new Unknown();
  return unknownDims(length);
}

/** No runtime takes more. */
export const mostAxes = 64;

export const unknownDims = (rank: number): null[] => new Array<null>(rank).fill(null);

/** `compute` of sizes, null unless all are numbers. */
export function whenKnown(compute: (...sizes: number[]) => number, ...sizes: readonly Dim[]): Dim {
  return sizes.every((d) => typeof d === 'number') ? compute(...(sizes as number[])) : null;
}

/** The number of elements, where it follows. */
export function countOf(dims: Shape): Dim {
  const wide = dims.filter((d) => d !== 1);
  if (areNumbers(wide)) return elementCount(wide);
  return wide.length === 1 ? (wide[0] as Dim) : null;
}

/** An axis counted from the front. */
export function axisOf(axis: number, rank: number): number {
  const at = axis < 0 ? axis + rank : axis;
  if (!(at >= 0 && at < Math.max(rank, 1))) throw new Unknown();
  return at;
}

/** The sizes to which NumPy's rules spread these shapes. */
export function broadcast(shapes: readonly Shape[]): Shape {
  const rank = shapes.reduce((most, s) => Math.max(most, s.length), 0);
  return Array.from({ length: rank }, (_, i) => {
    const wide = shapes.flatMap((s) => s[i - rank + s.length] ?? (i < rank - s.length ? [] : null)).filter((d) => d !== 1);
    const size = oneOf(wide);
    if (wide.some((d) => typeof d === 'number' && d !== size)) throw new Unknown();
    return wide.length === 0 ? 1 : size;
  });
}

/** The size that all of these are: one that is a number tells it. */
export const oneOf = (sizes: readonly Dim[]): Dim =>
  sizes.find((d) => typeof d === 'number') ?? (sizes.every((d) => d === sizes[0]) ? (sizes[0] ?? null) : null);

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

/** Shapes, axes and small grids are computed, nothing larger. */
const mostComputed = 4096;

/** The numbers of a small tensor, where they follow. */
export function numbersOf(known: Known | undefined): readonly number[] | undefined {
  const { dtype, dims, data } = known ?? {};
  if (data === undefined || !isSmall(dims) || dtype === undefined || !(dtype in arrays)) return undefined;
  return Array.from(data() as Float32Array, Number);
}

export function isSmall(dims: Shape | undefined): dims is readonly number[] {
  const count = dims && countOf(dims);
  return typeof count === 'number' && count <= mostComputed;
}

/** The elements of a tensor of computed numbers, where they are few and its type holds them. */
export function dataOf(dtype: DType | undefined, dims: Shape | undefined, numberAt: (i: number) => number | undefined): Known['data'] {
  const array = arrays[dtype as keyof typeof arrays];
  if (array === undefined || !isSmall(dims)) return undefined;
  const isFloat = dtype === 'float32' || dtype === 'float64';
  const numbers = Array.from(
    { length: elementCount(dims) },
    (_, i) => (isFloat ? numberAt(i) : Math.trunc(numberAt(i) ?? Number.NaN)) as number,
  );
  if (!numbers.every(isFloat ? Number.isFinite : Number.isSafeInteger)) return undefined;
  const isBig = dtype === 'int64' || dtype === 'uint64';
  const data = isBig ? (array as BigInt64ArrayConstructor).from(numbers.map(BigInt)) : (array as Float32ArrayConstructor).from(numbers);
  return () => data;
}

/**
 * Elements of `source` in another order: element i of the result is element `sourceOf(i)`. Never more of them than `source` has, or a few.
 * Large ones are moved when they are asked for, small ones at once: a long chain of them needs no deep recursion.
 */
export function moved({ data, dims: from = [] }: Known, dims: Shape, sourceOf: (i: number) => number): Known['data'] {
  const [count, sourceCount] = [countOf(dims), countOf(from)];
  if (data === undefined || typeof count !== 'number' || typeof sourceCount !== 'number') return undefined;
  if (count > Math.max(sourceCount, mostComputed)) return undefined;
  let result: TensorData | undefined;
  const move = (): TensorData => {
    if (result !== undefined) return result;
    const elements = data() as Float32Array;
    const picked = Array.isArray(elements) ? new Array<number>(count) : new (elements.constructor as Float32ArrayConstructor)(count);
    for (let i = 0; i < count; i++) picked[i] = need(elements[sourceOf(i)]);
    result = picked as TensorData;
    return result;
  };
  if (count <= mostComputed && sourceCount <= mostComputed) move();
  return move;
}

/** Row-major strides of sizes that are numbers. */
export function stridesOf(dims: Shape): number[] {
  const strides = new Array<number>(dims.length).fill(1);
  for (let i = dims.length - 2; i >= 0; i--) strides[i] = (strides[i + 1] as number) * (dims[i + 1] as number);
  return strides;
}

/** Where element i of `dims` lies in a source in which the next index of each axis is `steps` elements on. */
export const strided =
  (dims: Shape, steps: readonly number[], start = 0) =>
  (i: number): number => {
    let [at, rest] = [start, i];
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      const size = dims[axis] as number;
      at += (rest % size) * (steps[axis] as number);
      rest = Math.floor(rest / size);
    }
    return at;
  };

/** A constant's elements are read when they are asked for. */
export const knownOf = (constant: Pick<Constant, 'dtype' | 'dims' | 'tensor'>): Known => ({
  dtype: constant.dtype,
  dims: constant.dims,
  data: () => constant.tensor.data,
});
