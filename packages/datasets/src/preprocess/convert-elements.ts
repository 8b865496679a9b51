import type { DType, TensorData } from '@octet/onnx';
import { decodeBfloat16, decodeFloat16, encodeFloat16 } from '../array/float16.ts';
import type { StoredData, StoredDType } from '../array/stored-dtype.ts';

export type FloatDType = 'float32' | 'float64' | 'float16';
type Numbers = Exclude<StoredData, BigInt64Array | BigUint64Array>;

/** Stored elements as numbers. 64-bit integers beyond 2^53 are rounded. */
export function asNumbers(stored: StoredData, dtype: StoredDType): Numbers {
  if (dtype === 'float16') return decodeFloat16(stored as Uint16Array);
  if (dtype === 'bfloat16') return decodeBfloat16(stored as Uint16Array);
  if (stored instanceof BigInt64Array || stored instanceof BigUint64Array) return Float64Array.from(stored, Number);
  return stored;
}

/** Float values → the data of a tensor of that type. */
export const floatData: Readonly<Record<FloatDType, (values: Float64Array | Float32Array) => TensorData>> = {
  float32: (values) => (values instanceof Float32Array ? values : Float32Array.from(values)),
  float64: (values) => (values instanceof Float64Array ? values : Float64Array.from(values)),
  float16: encodeFloat16,
};

interface IntegerTarget {
  readonly low: number;
  readonly high: number;
  readonly make: (values: ArrayLike<number>) => TensorData;
}

const integerTargets: Readonly<Partial<Record<DType, IntegerTarget>>> = {
  int8: { low: -128, high: 127, make: (v) => Int8Array.from(v) },
  uint8: { low: 0, high: 255, make: (v) => Uint8Array.from(v) },
  int16: { low: -32768, high: 32767, make: (v) => Int16Array.from(v) },
  uint16: { low: 0, high: 65535, make: (v) => Uint16Array.from(v) },
  int32: { low: -(2 ** 31), high: 2 ** 31 - 1, make: (v) => Int32Array.from(v) },
  uint32: { low: 0, high: 2 ** 32 - 1, make: (v) => Uint32Array.from(v) },
  int64: { low: Number.MIN_SAFE_INTEGER, high: Number.MAX_SAFE_INTEGER, make: (v) => BigInt64Array.from(Array.from(v), BigInt) },
  uint64: { low: 0, high: Number.MAX_SAFE_INTEGER, make: (v) => BigUint64Array.from(Array.from(v), BigInt) },
  bool: { low: 0, high: 1, make: (v) => Uint8Array.from(v) },
};

const fractional: ReadonlySet<StoredDType> = new Set(['float32', 'float64', 'float16', 'bfloat16']);

/** Whether values of a stored type may be fed as integers of `target` at all; each value is still checked against its range. */
export function integerAllowed(dtype: StoredDType, target: DType): boolean {
  return integerTargets[target] !== undefined && (dtype === target || !fractional.has(dtype));
}

/** Integers → integers. Answers the position of the first value that does not fit instead of data. */
export function integerData(stored: StoredData, dtype: StoredDType, target: DType): TensorData | number {
  if (dtype === target && dtype !== 'bool') return stored;
  const to = integerTargets[target];
  const values = asNumbers(stored, dtype);
  if (to === undefined) return 0;
  for (let i = 0; i < values.length; i++) {
    const v = values[i] as number;
    if (!(v >= to.low && v <= to.high)) return i;
  }
  return to.make(values);
}
