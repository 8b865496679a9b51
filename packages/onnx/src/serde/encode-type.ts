import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { ForeignType, ValueType } from '../ir/foreign-type.ts';
import type { Dim, DType, Shape } from '../ir/tensor.ts';
import type { Value } from '../ir/value.ts';
import { codeOfDType } from './dtype-code.ts';
import {
  type TensorShapeProto,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  type TypeProto,
  TypeProto_MapSchema,
  TypeProto_OpaqueSchema,
  TypeProto_OptionalSchema,
  TypeProto_SequenceSchema,
  TypeProto_SparseTensorSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
} from './gen/onnx_pb.js';

/** Whether anything is known of a value that a ValueInfoProto could say. */
export function hasInfo(value: Value): boolean {
  return value.dtype !== undefined || value.shape !== undefined || value.foreign !== undefined || value.unread !== undefined;
}

/** The ValueInfoProto of a value, on top of what the file said of it beside name and type (doc string, metadata, denotations). */
export function encodeValueInfo(value: Value): Uint8Array {
  const info = value.unread === undefined ? create(ValueInfoProtoSchema) : fromBinary(ValueInfoProtoSchema, value.unread);
  info.name = value.name;
  const former = info.type;
  const type = typeOf(value);
  if (type === undefined) delete info.type;
  else info.type = withDenotations(encodeType(type), former);
  return toBinary(ValueInfoProtoSchema, info);
}

function typeOf({ foreign, dtype, shape }: Value): ValueType | undefined {
  return foreign ?? (dtype === undefined && shape === undefined ? undefined : { kind: 'tensor', dtype, shape });
}

type Encoders = { readonly [K in ValueType['kind']]: (type: Extract<ValueType, { kind: K }>) => TypeProto['value'] };

const encoders: Encoders = {
  tensor: ({ dtype, shape }) => ({ case: 'tensorType', value: create(TypeProto_TensorSchema, tensorFields(dtype, shape)) }),
  sparse: ({ dtype, shape }) => ({ case: 'sparseTensorType', value: create(TypeProto_SparseTensorSchema, tensorFields(dtype, shape)) }),
  sequence: ({ element }) => ({ case: 'sequenceType', value: create(TypeProto_SequenceSchema, elementField(element)) }),
  optional: ({ element }) => ({ case: 'optionalType', value: create(TypeProto_OptionalSchema, elementField(element)) }),
  map: ({ key, value }) => ({
    case: 'mapType',
    value: create(TypeProto_MapSchema, { keyType: codeOf(key), ...(value === undefined ? {} : { valueType: encodeType(value) }) }),
  }),
  opaque: ({ domain, name }) => ({
    case: 'opaqueType',
    value: create(TypeProto_OpaqueSchema, { ...(domain === '' ? {} : { domain }), ...(name === '' ? {} : { name }) }),
  }),
};

function encodeType(type: ValueType): TypeProto {
  const encode = encoders[type.kind] as (type: ValueType) => TypeProto['value'];
  return create(TypeProtoSchema, { value: encode(type) });
}

function elementField(element: ForeignType | ValueType | undefined): { elemType?: TypeProto } {
  return element === undefined ? {} : { elemType: encodeType(element) };
}

function tensorFields(dtype: DType | undefined, shape: Shape | undefined): { elemType: number; shape?: TensorShapeProto } {
  return { elemType: codeOf(dtype), ...(shape === undefined ? {} : { shape: encodeShape(shape) }) };
}

function codeOf(dtype: DType | undefined): number {
  return dtype === undefined ? 0 : codeOfDType[dtype];
}

function encodeShape(shape: Shape): TensorShapeProto {
  return create(TensorShapeProtoSchema, { dim: shape.map(encodeDim) });
}

function encodeDim(dim: Dim) {
  if (dim === null) return create(TensorShapeProto_DimensionSchema);
  const value = typeof dim === 'number' ? ({ case: 'dimValue', value: BigInt(dim) } as const) : ({ case: 'dimParam', value: dim } as const);
  return create(TensorShapeProto_DimensionSchema, { value });
}

/** Denotations of a type and, where the rank is still the same, of its dimensions. */
function withDenotations(type: TypeProto, former: TypeProto | undefined): TypeProto {
  if (former === undefined) return type;
  if (former.denotation !== '') type.denotation = former.denotation;
  if (type.value.case !== 'tensorType' || former.value.case !== 'tensorType') return type;
  const [dims, formerDims] = [type.value.value.shape?.dim ?? [], former.value.value.shape?.dim ?? []];
  if (dims.length !== formerDims.length) return type;
  dims.forEach((dim, i) => {
    const denotation = formerDims[i]?.denotation ?? '';
    if (denotation !== '') dim.denotation = denotation;
  });
  return type;
}
