import type { DType, Tensor, TensorData } from '../ir/tensor.ts';

/** A scalar of a numeric dtype, as an attribute's number meant it; undefined for dtypes that no such attribute went with. */
export function scalarTensor(dtype: DType, value: number): Tensor | undefined {
  const data = make[dtype as keyof typeof make]?.(value);
  return data && { dtype, dims: [], data };
}

const make = {
  float32: (v: number): TensorData => Float32Array.of(v),
  float64: (v: number): TensorData => Float64Array.of(v),
  float16: (v: number): TensorData => new Uint16Array(Float16Array.of(v).buffer),
  int8: (v: number): TensorData => Int8Array.of(v),
  uint8: (v: number): TensorData => Uint8Array.of(v),
  int32: (v: number): TensorData => Int32Array.of(v),
  int64: (v: number): TensorData => BigInt64Array.of(BigInt(v)),
} satisfies Partial<Record<DType, (v: number) => TensorData>>;
