import type { ForeignType, ValueType } from '../ir/foreign-type.ts';
import type { DType, Shape } from '../ir/tensor.ts';
import { nameOfDType, unknownDTypeName } from './dtype-name.ts';
import { printName } from './print-literal.ts';

/** A type as it stands before a name; '' where nothing is known. */
export function printType(type: ValueType): string {
  if (type.kind !== 'tensor') return printForeign(type);
  return type.dtype === undefined && type.shape === undefined ? '' : printTensorType(type.dtype, type.shape);
}

function printForeign(type: ForeignType): string {
  switch (type.kind) {
    case 'sequence':
      return `seq(${printInner(type.element)})`;
    case 'optional':
      return `optional(${printInner(type.element)})`;
    case 'map':
      return `map(${printDType(type.key)}, ${printInner(type.value)})`;
    case 'sparse':
      return `sparse_tensor(${printTensorType(type.dtype, type.shape)})`;
    case 'opaque':
      return type.domain === '' ? `opaque(${printName(type.name)})` : `opaque(${printName(type.domain)}, ${printName(type.name)})`;
  }
}

function printInner(type: ValueType | undefined): string {
  if (type === undefined) return '';
  return type.kind === 'tensor' ? printTensorType(type.dtype, type.shape) : printForeign(type);
}

function printDType(dtype: DType | undefined): string {
  return dtype === undefined ? unknownDTypeName : nameOfDType[dtype];
}

/** `float` is a scalar and `float[]` of unknown rank. */
function printTensorType(dtype: DType | undefined, shape: Shape | undefined): string {
  if (shape === undefined) return `${printDType(dtype)}[]`;
  if (shape.length === 0) return printDType(dtype);
  return `${printDType(dtype)}[${shape.map((d) => (d === null ? '?' : typeof d === 'number' ? String(d) : printName(d))).join(',')}]`;
}
