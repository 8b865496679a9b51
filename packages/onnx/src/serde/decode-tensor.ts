import { OnnxError } from '../errors.ts';
import { storedBytes, viewAs } from '../ir/storage.ts';
import { type DType, elementCount, type Tensor, type TensorData } from '../ir/tensor.ts';
import type { DecodeContext } from './decode-context.ts';
import { decodeMessage } from './decode-message.ts';
import { dtypeFromCode } from './dtype-code.ts';
import { type ByteRange, FieldReader, wireType } from './field-reader.ts';
import { StringStringEntryProtoSchema } from './gen/onnx_pb.js';
import { malformed, placeOf } from './malformed.ts';
import { countTyped, readTyped, typedField } from './typed-data.ts';
import { VarintCursor } from './varint-cursor.ts';

/** Up to this many elements a decoded copy is kept, so that `tensor.data[i]` in a loop does not decode the tensor for each i. */
const keptElements = 4096;

/** A TensorProto whose numbers are read only when asked for. A Tensor by itself, for attributes; serde writes it back as it stood. */
export class EncodedTensor implements Tensor {
  readonly name: string;
  readonly dtype: DType;
  readonly dims: readonly number[];
  /** The message as it stood in the file; undefined where the numbers lie in another file. */
  readonly encoded: Uint8Array | undefined;
  readonly #read: () => TensorData;
  #small: TensorData | undefined;

  constructor(content: { name: string; dtype: DType; dims: readonly number[]; encoded: Uint8Array | undefined; read: () => TensorData }) {
    this.name = content.name;
    this.dtype = content.dtype;
    this.dims = content.dims;
    this.encoded = content.encoded;
    this.#read = content.read;
  }

  /** A view where the numbers are raw and aligned; a copy otherwise, which is kept only if it is small. */
  get data(): TensorData {
    if (elementCount(this.dims) > keptElements) return this.#read();
    this.#small ??= this.#read();
    return this.#small;
  }
}

/** What a TensorProto says besides its numbers, and where those are. */
interface Header {
  name: string;
  dims: number[];
  code: number;
  raw: ByteRange | undefined;
  /** Number of the field with typed data, if one is there. */
  typed: number | undefined;
  isExternal: boolean;
  readonly external: Map<string, string>;
}

/** Reads a TensorProto. Throws where its size does not agree with its shape, which must be known before anything is allocated. */
export function decodeTensor(context: DecodeContext, range: ByteRange, what: string): EncodedTensor {
  const header = readHeader(context, range, what);
  const title = header.name === '' ? what : `${what} "${header.name}"`;
  const dtype = dtypeFromCode(header.code, title, range.start);
  if (dtype === undefined) throw malformed(`${title} has no element type`, range.start);
  const { name, dims } = header;
  const common = { name, dtype, dims };
  if (header.isExternal)
    return new EncodedTensor({ ...common, encoded: undefined, read: externalReader(context, header, { title, dtype, range }) });
  return new EncodedTensor({
    ...common,
    encoded: context.bytes.subarray(range.start, range.end),
    read: inlineReader(context, header, { title, dtype, range }),
  });
}

interface Place {
  readonly title: string;
  readonly dtype: DType;
  readonly range: ByteRange;
}

function inlineReader({ bytes }: DecodeContext, header: Header, { title, dtype, range }: Place): () => TensorData {
  const { dims, raw, typed } = header;
  const count = elementCount(dims);
  if (raw !== undefined && raw.end > raw.start) {
    if (dtype === 'string') throw malformed(`${title} has strings in raw_data, where only numbers may be`, raw.start);
    if (typed !== undefined) throw malformed(`${title} has its values twice, in raw_data and in field ${typed}`, range.start);
    refuseOtherSize(title, dims, { expected: storedBytes(dtype, count), present: raw.end - raw.start, unit: 'bytes', offset: range.start });
    return () => viewAs(dtype, bytes.subarray(raw.start, raw.end));
  }
  const field = typedField[dtype];
  if (typed !== undefined && typed !== field)
    throw malformed(`${title} is ${dtype}, but its values are in field ${typed} instead of ${field}`, range.start);
  const present = typed === undefined ? 0 : countTyped(bytes, range, field, dtype);
  refuseOtherSize(title, dims, { expected: slots(dtype, count), present, unit: 'values', offset: range.start });
  return () => readTyped(bytes, range, field, { dtype, count });
}

/** Numbers that the typed field of a tensor must hold: two for a complex element, one for several sub-byte elements. */
function slots(dtype: DType, count: number): number {
  if (dtype === 'complex64' || dtype === 'complex128') return count * 2;
  if (dtype === 'string') return count;
  return Math.min(count, storedBytes(dtype, count));
}

interface Size {
  readonly expected: number;
  readonly present: number;
  readonly unit: string;
  readonly offset: number;
}

function refuseOtherSize(title: string, dims: readonly number[], size: Size): void {
  if (size.expected === size.present) return;
  throw malformed(`${title} of shape [${dims.join(',')}] needs ${size.expected} ${size.unit}, but ${size.present} are there`, size.offset);
}

function externalReader({ externalData }: DecodeContext, header: Header, { title, dtype, range }: Place): () => TensorData {
  const { dims, external } = header;
  const where = placeOf(range.start);
  const refuse = (problem: string) => new OnnxError('model/external-data', `${title} ${problem} (${where}).`, { where });
  if (dtype === 'string') throw refuse('keeps strings in another file, which ONNX does not allow');
  const location = external.get('location') ?? '';
  if (location === '') throw refuse('keeps its values in another file but does not name it');
  const expected = storedBytes(dtype, elementCount(dims));
  const offset = wholeNumber(external.get('offset') ?? '0');
  const length = wholeNumber(external.get('length') ?? String(expected));
  if (offset === undefined) throw refuse(`has the offset "${external.get('offset')}" into "${location}", which is no number of bytes`);
  if (length !== expected)
    throw refuse(`of shape [${dims.join(',')}] needs ${expected} bytes of "${location}", but names ${external.get('length')}`);
  if (externalData === undefined) throw refuse(`keeps its values in the file "${location}". Give that file together with the model`);
  externalData.check?.(location, offset, expected);
  return () => {
    const bytes = externalData(location, offset, expected);
    if (bytes.length !== expected) throw refuse(`needs ${expected} bytes of "${location}", but got ${bytes.length}`);
    return viewAs(dtype, bytes);
  };
}

function wholeNumber(text: string): number | undefined {
  const value = Number(text);
  return /^[0-9]+$/.test(text) && Number.isSafeInteger(value) ? value : undefined;
}

function readHeader({ bytes }: DecodeContext, range: ByteRange, what: string): Header {
  const header: Header = { name: '', dims: [], code: 0, raw: undefined, typed: undefined, isExternal: false, external: new Map() };
  const field = new FieldReader(bytes, range, what);
  while (field.next()) {
    if (field.number === 1) readDims(bytes, field, header.dims, what);
    else if (field.number === 2) header.code = field.int;
    else if (field.number === 3) throw segmentRefusal(what, field.tagStart);
    else if (field.number === 8) header.name = field.name;
    else if (field.number === 9) header.raw = field.message;
    else if (field.number === 13) {
      const entry = decodeMessage(StringStringEntryProtoSchema, field, what);
      header.external.set(entry.key, entry.value);
    } else if (field.number === 14) header.isExternal = field.int === 1;
    else if (typedFields.has(field.number)) {
      if (header.typed !== undefined && header.typed !== field.number) throw malformed(`${what} has values of two kinds`, field.tagStart);
      header.typed = field.number;
    }
  }
  return header;
}

const typedFields: ReadonlySet<number> = new Set(Object.values(typedField));

function segmentRefusal(what: string, offset: number): OnnxError {
  const where = placeOf(offset);
  return new OnnxError('model/unsupported-feature', `${what} is split into segments (${where}), which is not supported. Export it whole.`, {
    where,
  });
}

function readDims(bytes: Uint8Array, field: FieldReader, dims: number[], what: string): void {
  if (field.wire === wireType.varint) dims.push(checkedDim(field.int, what, field.start));
  else {
    const cursor = new VarintCursor(bytes, field.message, what);
    while (!cursor.atEnd) {
      cursor.read();
      dims.push(checkedDim(cursor.int, what, field.start));
    }
  }
}

function checkedDim(dim: number, what: string, offset: number): number {
  if (dim < 0 || !Number.isSafeInteger(dim)) throw malformed(`${what} has a dimension of ${dim}`, offset);
  return dim;
}
