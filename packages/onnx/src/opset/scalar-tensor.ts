import type { DType, Tensor, TensorData } from '../ir/tensor.ts';

/** A scalar of a float dtype, as an attribute's number meant it; undefined for other dtypes, which had no such attributes. */
export function scalarTensor(dtype: DType, value: number): Tensor | undefined {
  const data = make[dtype as keyof typeof make]?.(value);
  return data && { dtype, dims: [], data };
}

const make = {
  float32: (v: number): TensorData => Float32Array.of(v),
  float64: (v: number): TensorData => Float64Array.of(v),
  float16: (v: number): TensorData => new Uint16Array(Float16Array.of(v).buffer),
} satisfies Partial<Record<DType, (v: number) => TensorData>>;
