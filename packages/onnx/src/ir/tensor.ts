/** A dense tensor in row-major order, and the element types of ONNX. */

/** All element types, by our names, which are numpy's and onnxruntime's too. */
export const dtypes = [
  'float32',
  'float64',
  'float16',
  'bfloat16',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'bool',
  'string',
  'complex64',
  'complex128',
  'float8e4m3fn',
  'float8e4m3fnuz',
  'float8e5m2',
  'float8e5m2fnuz',
  'uint4',
  'int4',
  'float4e2m1',
  'float8e8m0',
  'uint2',
  'int2',
] as const;

export type DType = (typeof dtypes)[number];

/** float16 and bfloat16 hold their bit patterns; bool holds 0 or 1 a byte; complex holds (re, im) pairs; sub-byte and float8 types hold their packed bytes. */
export type TensorData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | readonly string[];

export interface Tensor {
  readonly dtype: DType;
  readonly dims: readonly number[];
  readonly data: TensorData;
}

export type Dim = number | string | null;
/** undefined: unknown rank. A string is a symbolic dimension, null an unknown one. */
export type Shape = readonly Dim[];

/** Number of elements; 1 for a scalar. */
export function elementCount(dims: readonly number[]): number {
  let n = 1;
  for (const d of dims) n *= d;
  return n;
}

export const tensorOf = {
  float32: (values: ArrayLike<number>, dims: readonly number[] = [values.length]): Tensor => ({
    dtype: 'float32',
    dims,
    data: Float32Array.from(values),
  }),
  int64: (values: readonly number[], dims: readonly number[] = [values.length]): Tensor => ({
    dtype: 'int64',
    dims,
    data: BigInt64Array.from(values, (v) => BigInt(v)),
  }),
  int32: (values: ArrayLike<number>, dims: readonly number[] = [values.length]): Tensor => ({
    dtype: 'int32',
    dims,
    data: Int32Array.from(values),
  }),
  int8: (values: ArrayLike<number>, dims: readonly number[] = [values.length]): Tensor => ({
    dtype: 'int8',
    dims,
    data: Int8Array.from(values),
  }),
  uint8: (values: ArrayLike<number>, dims: readonly number[] = [values.length]): Tensor => ({
    dtype: 'uint8',
    dims,
    data: Uint8Array.from(values),
  }),
};
