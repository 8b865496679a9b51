import type { DType, TensorData } from './tensor.ts';

type NumericDType = Exclude<DType, 'string'>;
type NumericData = Exclude<TensorData, readonly string[]>;
interface Storage {
  readonly bits: number;
  readonly array: new (buffer: ArrayBufferLike, byteOffset: number, length: number) => NumericData;
}

/** How each element type lies in memory and in raw_data: bits an element, and the typed array that holds it. */
const storage: Record<NumericDType, Storage> = {
  float32: { bits: 32, array: Float32Array },
  float64: { bits: 64, array: Float64Array },
  float16: { bits: 16, array: Uint16Array },
  bfloat16: { bits: 16, array: Uint16Array },
  int8: { bits: 8, array: Int8Array },
  uint8: { bits: 8, array: Uint8Array },
  int16: { bits: 16, array: Int16Array },
  uint16: { bits: 16, array: Uint16Array },
  int32: { bits: 32, array: Int32Array },
  uint32: { bits: 32, array: Uint32Array },
  int64: { bits: 64, array: BigInt64Array },
  uint64: { bits: 64, array: BigUint64Array },
  bool: { bits: 8, array: Uint8Array },
  complex64: { bits: 64, array: Float32Array },
  complex128: { bits: 128, array: Float64Array },
  float8e4m3fn: { bits: 8, array: Uint8Array },
  float8e4m3fnuz: { bits: 8, array: Uint8Array },
  float8e5m2: { bits: 8, array: Uint8Array },
  float8e5m2fnuz: { bits: 8, array: Uint8Array },
  float8e8m0: { bits: 8, array: Uint8Array },
  uint4: { bits: 4, array: Uint8Array },
  int4: { bits: 4, array: Uint8Array },
  float4e2m1: { bits: 4, array: Uint8Array },
  uint2: { bits: 2, array: Uint8Array },
  int2: { bits: 2, array: Uint8Array },
};

/** Bytes that `count` elements take; sub-byte types are packed. */
export function storedBytes(dtype: NumericDType, count: number): number {
  return Math.ceil((count * storage[dtype].bits) / 8);
}

/** A zeroed array for `count` elements. */
export function allocate(dtype: NumericDType, count: number): NumericData {
  return viewAs(dtype, new Uint8Array(storedBytes(dtype, count)));
}

/** The bytes as that type's array: a view where the offset is aligned, a copy where it is not, since typed arrays require alignment. */
export function viewAs(dtype: NumericDType, bytes: Uint8Array): NumericData {
  const { array } = storage[dtype];
  const width = (array as unknown as { BYTES_PER_ELEMENT: number }).BYTES_PER_ELEMENT;
  // Not slice(): a Node Buffer's slice is a view.
  const aligned = bytes.byteOffset % width === 0 ? bytes : new Uint8Array(bytes);
  return new array(aligned.buffer, aligned.byteOffset, aligned.byteLength / width);
}

/** The memory of an array as bytes, without a copy. */
export function bytesOf(data: NumericData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
