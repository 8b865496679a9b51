import { allocate, viewAs } from '../ir/storage.ts';
import type { DType, TensorData } from '../ir/tensor.ts';
import { concatenate } from './byte-runs.ts';
import { type ByteRange, FieldReader } from './field-reader.ts';
import { malformed } from './malformed.ts';
import { VarintCursor } from './varint-cursor.ts';

/** Where a TensorProto keeps the values of each type when they are not in raw_data: float_data 4, int32_data 5, string_data 6, … */
export const typedField: Record<DType, number> = {
  float32: 4,
  complex64: 4,
  int32: 5,
  int16: 5,
  int8: 5,
  uint16: 5,
  uint8: 5,
  bool: 5,
  float16: 5,
  bfloat16: 5,
  float8e4m3fn: 5,
  float8e4m3fnuz: 5,
  float8e5m2: 5,
  float8e5m2fnuz: 5,
  float8e8m0: 5,
  uint4: 5,
  int4: 5,
  float4e2m1: 5,
  uint2: 5,
  int2: 5,
  string: 6,
  int64: 7,
  float64: 10,
  complex128: 10,
  uint32: 11,
  uint64: 11,
};

/** Bytes of one value where a value has a fixed width on the wire. */
const fixedWidth: ReadonlyMap<number, number> = new Map([
  [4, 4],
  [10, 8],
]);

/** How many values the typed field of a tensor holds, found without allocating. */
export function countTyped(bytes: Uint8Array, tensor: ByteRange, number: number, dtype: DType): number {
  let count = 0;
  for (const run of runs(bytes, tensor, number)) {
    const width = fixedWidth.get(number);
    if (dtype === 'string') count++;
    else if (width === undefined) count += countVarints(bytes, run);
    else if ((run.end - run.start) % width === 0) count += (run.end - run.start) / width;
    else throw malformed(`a tensor has ${run.end - run.start} bytes of values that take ${width} each`, run.start);
  }
  return count;
}

/** Reads the values of a typed field whose number `countTyped` has found right. */
export function readTyped(
  bytes: Uint8Array,
  tensor: ByteRange,
  number: number,
  { dtype, count }: { dtype: DType; count: number },
): TensorData {
  const pieces = [...runs(bytes, tensor, number)];
  if (dtype === 'string') return pieces.map((r) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(r.start, r.end)));
  if (fixedWidth.has(number)) return viewAs(dtype, concatenate(pieces.map((r) => bytes.subarray(r.start, r.end))));
  const data = allocate(dtype, count);
  // 64-bit values are written as their halves; narrower ones keep the low bits, as a cast does.
  const halves = data instanceof BigInt64Array || data instanceof BigUint64Array ? new Uint32Array(data.buffer) : undefined;
  let i = 0;
  for (const run of pieces) {
    const cursor = new VarintCursor(bytes, run, 'a tensor');
    for (; !cursor.atEnd; i++) {
      cursor.read();
      if (halves === undefined) (data as Int32Array)[i] = cursor.low;
      else {
        halves[2 * i] = cursor.low;
        halves[2 * i + 1] = cursor.high;
      }
    }
  }
  return data;
}

/** The payloads of that field: one where it is packed, one a value where it is not. */
function* runs(bytes: Uint8Array, tensor: ByteRange, number: number): Generator<ByteRange> {
  const field = new FieldReader(bytes, tensor, 'a tensor');
  while (field.next()) if (field.number === number) yield field.range;
}

/** A varint ends at the first byte below 128. */
function countVarints(bytes: Uint8Array, run: ByteRange): number {
  let count = 0;
  for (let i = run.start; i < run.end; i++) if ((bytes[i] as number) < 128) count++;
  if (run.end > run.start && (bytes[run.end - 1] as number) >= 128) throw malformed('a tensor is cut off inside a number', run.end);
  return count;
}
