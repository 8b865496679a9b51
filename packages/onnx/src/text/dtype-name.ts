import type { DType } from '../ir/tensor.ts';

/** The spelling of element types in ONNX's textual syntax. */
export const nameOfDType: Record<DType, string> = {
  float32: 'float',
  float64: 'double',
  float16: 'float16',
  bfloat16: 'bfloat16',
  int8: 'int8',
  uint8: 'uint8',
  int16: 'int16',
  uint16: 'uint16',
  int32: 'int32',
  uint32: 'uint32',
  int64: 'int64',
  uint64: 'uint64',
  bool: 'bool',
  string: 'string',
  complex64: 'complex64',
  complex128: 'complex128',
  float8e4m3fn: 'float8e4m3fn',
  float8e4m3fnuz: 'float8e4m3fnuz',
  float8e5m2: 'float8e5m2',
  float8e5m2fnuz: 'float8e5m2fnuz',
  uint4: 'uint4',
  int4: 'int4',
  float4e2m1: 'float4e2m1',
  float8e8m0: 'float8e8m0',
  uint2: 'uint2',
  int2: 'int2',
};

export const dtypeOfName: ReadonlyMap<string, DType> = new Map(Object.entries(nameOfDType).map(([dtype, name]) => [name, dtype as DType]));

/** Words that begin a type other than a tensor's. */
export const foreignWords: ReadonlySet<string> = new Set(['seq', 'map', 'optional', 'sparse_tensor', 'opaque']);

/** Stands for an element type that the file leaves open (our extension). */
export const unknownDTypeName = 'undefined';

/** Words that begin a type; a graph of such a name must be quoted. */
export function isTypeWord(word: string): boolean {
  return dtypeOfName.has(word) || foreignWords.has(word) || word === unknownDTypeName;
}
