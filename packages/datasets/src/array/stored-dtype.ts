import type { TensorData } from '@octet/onnx';

/** Element types that arrays of an archive may have. float16 and bfloat16 hold bit patterns, bool a byte each. */
export type StoredDType =
  | 'float32'
  | 'float64'
  | 'float16'
  | 'bfloat16'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'bool';

export type StoredData = Exclude<TensorData, readonly string[]>;

type View = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => StoredData;

const views: Readonly<Record<StoredDType, View & { readonly BYTES_PER_ELEMENT: number }>> = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
};

export function bytesPerElement(dtype: StoredDType): number {
  return views[dtype].BYTES_PER_ELEMENT;
}

/** Little-endian bytes → typed array. A view where the bytes are aligned, a copy otherwise. */
export function viewElements(bytes: Uint8Array, dtype: StoredDType): StoredData {
  const View = views[dtype];
  const aligned = bytes.byteOffset % View.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice();
  return new View(aligned.buffer, aligned.byteOffset, aligned.byteLength / View.BYTES_PER_ELEMENT);
}

/** Reverses the bytes of every element, in place: big-endian ⇄ little-endian. */
export function swapBytes(bytes: Uint8Array, width: number): void {
  if (width === 1) return;
  for (let at = 0; at + width <= bytes.length; at += width) bytes.subarray(at, at + width).reverse();
}
