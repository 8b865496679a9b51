import { OnnxError } from '../errors.ts';
import type { DType } from '../ir/tensor.ts';
import { malformed, placeOf } from './malformed.ts';

/** TensorProto.DataType of each element type. */
export const codeOfDType: Record<DType, number> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
  complex64: 14,
  complex128: 15,
  bfloat16: 16,
  float8e4m3fn: 17,
  float8e4m3fnuz: 18,
  float8e5m2: 19,
  float8e5m2fnuz: 20,
  uint4: 21,
  int4: 22,
  float4e2m1: 23,
  float8e8m0: 24,
  uint2: 25,
  int2: 26,
};

export const dtypeOfCode: ReadonlyMap<number, DType> = new Map(Object.entries(codeOfDType).map(([dtype, code]) => [code, dtype as DType]));
const tooNew: ReadonlyMap<number, string> = new Map([
  [27, 'float6e2m3'],
  [28, 'float6e3m2'],
]);

/** The element type of a code; undefined for 0, which leaves it open. Throws on codes that ONNX does not have or Octet does not know. */
export function dtypeFromCode(code: number, what: string, offset: number): DType | undefined {
  if (code === 0) return undefined;
  const dtype = dtypeOfCode.get(code);
  if (dtype !== undefined) return dtype;
  const newer = tooNew.get(code);
  if (newer === undefined) throw malformed(`${what} has element type ${code}, which ONNX does not define`, offset);
  const where = placeOf(offset);
  throw new OnnxError('model/unsupported-feature', `${what} is ${newer} (${where}), which is not supported. Export it in another type.`, {
    where,
  });
}
