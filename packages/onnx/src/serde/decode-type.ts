import type { ForeignType, TensorType, ValueType } from '../ir/foreign-type.ts';
import type { Dim, Shape } from '../ir/tensor.ts';
import type { ValueDescription } from '../link/description.ts';
import { decodeMessage } from './decode-message.ts';
import { dtypeFromCode } from './dtype-code.ts';
import type { FieldReader } from './field-reader.ts';
import { type TensorShapeProto, type TypeProto, type TypeProto_Tensor, type ValueInfoProto, ValueInfoProtoSchema } from './gen/onnx_pb.js';
import { malformed, placeOf } from './malformed.ts';

/** Reads the ValueInfoProto under the cursor: a name and what is known of its type. */
export function decodeValueInfo(field: FieldReader, what: string): ValueDescription {
  const offset = field.start;
  const info = decodeMessage(ValueInfoProtoSchema, field, what);
  const name = info.name;
  if (name === '') throw malformed(`${what} has a value without a name`, offset);
  const type = info.type === undefined ? undefined : decodeType(info.type, `value "${name}"`, offset);
  const tensor = type?.kind === 'tensor' ? type : undefined;
  const foreign = type === undefined || type.kind === 'tensor' ? undefined : type;
  const unread = holdsMore(info) ? field.payload : undefined;
  return { name, dtype: tensor?.dtype, shape: tensor?.shape, foreign, unread, place: placeOf(offset) };
}

function decodeType(type: TypeProto, what: string, offset: number): ValueType | undefined {
  const { value } = type;
  switch (value.case) {
    case undefined:
      return undefined;
    case 'tensorType':
      return { kind: 'tensor', ...decodeTensorType(value.value, what, offset) };
    case 'sparseTensorType':
      return { kind: 'sparse', ...decodeTensorType(value.value, what, offset) };
    case 'sequenceType':
      return { kind: 'sequence', element: decodeInner(value.value.elemType, what, offset) };
    case 'optionalType':
      return { kind: 'optional', element: decodeInner(value.value.elemType, what, offset) };
    case 'mapType': {
      const { keyType, valueType } = value.value;
      return { kind: 'map', key: dtypeFromCode(keyType, what, offset), value: decodeInner(valueType, what, offset) };
    }
    case 'opaqueType':
      return { kind: 'opaque', domain: value.value.domain, name: value.value.name } satisfies ForeignType;
  }
}

function decodeInner(type: TypeProto | undefined, what: string, offset: number): ValueType | undefined {
  return type === undefined ? undefined : decodeType(type, what, offset);
}

function decodeTensorType(type: Pick<TypeProto_Tensor, 'elemType' | 'shape'>, what: string, offset: number): Omit<TensorType, 'kind'> {
  return { dtype: dtypeFromCode(type.elemType, what, offset), shape: decodeShape(type.shape, what, offset) };
}

function decodeShape(shape: TensorShapeProto | undefined, what: string, offset: number): Shape | undefined {
  return shape?.dim.map(({ value }): Dim => {
    if (value.case === 'dimParam') return value.value === '' ? null : value.value;
    if (value.case === undefined) return null;
    const dim = Number(value.value);
    // Some exporters write -1 where they mean "unknown".
    if (dim === -1) return null;
    if (dim < 0 || !Number.isSafeInteger(dim)) throw malformed(`${what} has a dimension of ${value.value}`, offset);
    return dim;
  });
}

/** Whether an info says more than name, element type and shape. */
function holdsMore(info: ValueInfoProto): boolean {
  const dims = info.type?.value.case === 'tensorType' ? (info.type.value.value.shape?.dim ?? []) : [];
  return (
    info.docString !== '' ||
    info.metadataProps.length > 0 ||
    info.$unknown !== undefined ||
    (info.type?.denotation ?? '') !== '' ||
    dims.some((d) => d.denotation !== '')
  );
}
