import { type DType, dtypes } from '../ir/tensor.ts';

/** Where ONNX's textual syntax has another word for a type than we. */
const otherWords: Partial<Record<DType, string>> = { float32: 'float', float64: 'double' };

/** The spelling of element types in ONNX's textual syntax. */
export const nameOfDType = Object.fromEntries(dtypes.map((dtype) => [dtype, otherWords[dtype] ?? dtype])) as Record<DType, string>;

export const dtypeOfName: ReadonlyMap<string, DType> = new Map(dtypes.map((dtype) => [nameOfDType[dtype], dtype]));

/** Words that begin a type other than a tensor's. */
export const foreignWords: ReadonlySet<string> = new Set(['seq', 'map', 'optional', 'sparse_tensor', 'opaque']);

/** Stands for an element type that the file leaves open (our extension). */
export const unknownDTypeName = 'undefined';

/** Words that begin a type; a graph of such a name must be quoted. */
export function isTypeWord(word: string): boolean {
  return dtypeOfName.has(word) || foreignWords.has(word) || word === unknownDTypeName;
}
