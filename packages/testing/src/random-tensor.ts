import type { DType, Tensor, TensorData } from '@octet/onnx';
import { elementCount } from '@octet/onnx';
import type { Rng } from './rng.ts';
import { rng } from './rng.ts';

export interface RandomTensorOptions {
  /** A number or a running source, where several tensors are to differ. */
  readonly seed: number | Rng;
  readonly dtype?: DType;
  /** float: mean and deviation of a normal. Default 0 and 1. */
  readonly mean?: number;
  readonly std?: number;
  /** integers: exclusive upper limit, from 0. Default 4. */
  readonly below?: number;
}

/** A tensor of random numbers: normal for float dtypes, uniform for integers and bool. */
export function randomTensor(dims: readonly number[], options: RandomTensorOptions): Tensor {
  const random = typeof options.seed === 'number' ? rng(options.seed) : options.seed;
  const dtype = options.dtype ?? 'float32';
  const make = makers[dtype as keyof typeof makers];
  if (make === undefined) throw new Error(`randomTensor makes no ${dtype}`);
  const below = dtype === 'bool' ? 2 : (options.below ?? 4);
  const normal = (): number => (options.mean ?? 0) + (options.std ?? 1) * random.normal();
  return { dtype, dims, data: make(elementCount(dims), normal, () => random.below(below)) };
}

type Draw = () => number;
const floats16 = (n: number, normal: Draw): Uint16Array => new Uint16Array(Float16Array.from({ length: n }, normal).buffer);

const makers = {
  float32: (n: number, normal: Draw, _whole: Draw): TensorData => Float32Array.from({ length: n }, normal),
  float64: (n: number, normal: Draw): TensorData => Float64Array.from({ length: n }, normal),
  float16: floats16,
  int8: (n: number, _: Draw, whole: Draw): TensorData => Int8Array.from({ length: n }, whole),
  uint8: (n: number, _: Draw, whole: Draw): TensorData => Uint8Array.from({ length: n }, whole),
  bool: (n: number, _: Draw, whole: Draw): TensorData => Uint8Array.from({ length: n }, whole),
  int32: (n: number, _: Draw, whole: Draw): TensorData => Int32Array.from({ length: n }, whole),
  int64: (n: number, _: Draw, whole: Draw): TensorData => BigInt64Array.from({ length: n }, () => BigInt(whole())),
} satisfies Partial<Record<DType, (n: number, normal: Draw, whole: Draw) => TensorData>>;
