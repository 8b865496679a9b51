import { fitsNumber } from '../ir/int64.ts';
import type { Tensor } from '../ir/tensor.ts';
import type { AttributeDescription, GraphDescription } from '../link/description.ts';
import { ByteRuns } from './byte-runs.ts';
import type { DecodeContext } from './decode-context.ts';
import { decodeTensor } from './decode-tensor.ts';
import { type ByteRange, FieldReader, utf8, wireType } from './field-reader.ts';
import { malformed } from './malformed.ts';
import { VarintCursor } from './varint-cursor.ts';

/** Reads a body; passed in, since graphs hold nodes, nodes attributes, and attributes graphs. */
export type DecodeBody = (range: ByteRange) => GraphDescription;

/** The content of an AttributeProto before its type says which part counts. */
interface Parts {
  name: string;
  type: number;
  /** The type of the scalar field that was there, for files that do not say. */
  seenScalar: number | undefined;
  float: number;
  int: bigint;
  string: Uint8Array;
  tensor: ByteRange | undefined;
  graph: ByteRange | undefined;
  readonly floats: number[];
  readonly ints: number[];
  readonly strings: string[];
  readonly tensors: ByteRange[];
  readonly graphs: ByteRange[];
  readonly unread: ByteRuns;
  /** It holds something that the graph's attributes cannot: an int beyond 2^53, bytes that are not text, a reference to an attribute of a function. */
  inexact: boolean;
}

export function decodeAttribute(
  context: DecodeContext,
  range: ByteRange,
  { what, body }: { what: string; body: DecodeBody },
): [string, AttributeDescription] {
  const parts = readParts(context.bytes, range, what);
  if (parts.name === '') throw malformed(`${what} has an attribute without a name`, range.start);
  const title = `attribute "${parts.name}" of ${what}`;
  const opaque: AttributeDescription = { kind: 'opaque', value: context.bytes.subarray(range.start, range.end) };
  if (parts.inexact) return [parts.name, opaque];
  const type = parts.type === 0 ? inferType(parts) : parts.type;
  const read = type === undefined ? undefined : readers[type];
  const attribute = read?.(parts, { context, title, range, body }) ?? opaque;
  const unread = parts.unread.joined;
  return [parts.name, unread === undefined || attribute.kind === 'opaque' ? attribute : { ...attribute, unread }];
}

interface Reading {
  readonly context: DecodeContext;
  readonly title: string;
  readonly range: ByteRange;
  readonly body: DecodeBody;
}

/** By AttributeProto.AttributeType. Sparse tensors, type protos and references to a function's attributes are kept opaque. */
const readers: Readonly<Record<number, (parts: Parts, reading: Reading) => AttributeDescription | undefined>> = {
  1: ({ float }) => ({ kind: 'float', value: float }),
  2: ({ int }) => (fitsNumber(int) ? { kind: 'int', value: Number(int) } : undefined),
  3: ({ string }) => {
    const value = utf8(string);
    return value === undefined ? undefined : { kind: 'string', value };
  },
  4: ({ tensor }, reading) => ({ kind: 'tensor', value: tensorIn(tensor ?? missing(reading, 'tensor'), reading) }),
  5: ({ graph }, reading) => ({ kind: 'graph', value: reading.body(graph ?? missing(reading, 'graph')) }),
  6: ({ floats }) => ({ kind: 'floats', value: floats }),
  7: ({ ints }) => ({ kind: 'ints', value: ints }),
  8: ({ strings }) => ({ kind: 'strings', value: strings }),
  9: ({ tensors }, reading) => ({ kind: 'tensors', value: tensors.map((t) => tensorIn(t, reading)) }),
  10: ({ graphs }, reading) => ({ kind: 'graphs', value: graphs.map(reading.body) }),
};

function tensorIn(range: ByteRange, { context, title }: Reading): Tensor {
  context.count();
  return decodeTensor(context, range, title);
}

function missing({ title, range }: Reading, what: string): never {
  throw malformed(`${title} should hold a ${what} but does not`, range.start);
}

/** Files of IR version 1 have no type field; the field that is there tells. */
function inferType(parts: Parts): number | undefined {
  if (parts.tensor !== undefined) return 4;
  if (parts.graph !== undefined) return 5;
  const lists = [parts.floats, parts.ints, parts.strings, parts.tensors, parts.graphs];
  const list = lists.findIndex((l) => l.length > 0);
  return list >= 0 ? 6 + list : parts.seenScalar;
}

function readParts(bytes: Uint8Array, range: ByteRange, what: string): Parts {
  const parts: Parts = {
    name: '',
    type: 0,
    seenScalar: undefined,
    float: 0,
    int: 0n,
    string: new Uint8Array(),
    tensor: undefined,
    graph: undefined,
    floats: [],
    ints: [],
    strings: [],
    tensors: [],
    graphs: [],
    unread: new ByteRuns(),
    inexact: false,
  };
  const field = new FieldReader(bytes, range, `an attribute of ${what}`);
  while (field.next()) {
    const read = fieldReaders[field.number];
    if (read === undefined) parts.unread.add(field.encoded);
    else read(parts, field, bytes);
  }
  return parts;
}

const fieldReaders: Readonly<Record<number, (parts: Parts, field: FieldReader, bytes: Uint8Array) => void>> = {
  1: (parts, field) => {
    parts.name = field.name;
  },
  2: (parts, field) => {
    parts.float = field.float;
    parts.seenScalar = 1;
  },
  3: (parts, field) => {
    parts.int = field.int64;
    parts.seenScalar = 2;
  },
  4: (parts, field) => {
    parts.string = field.payload;
    parts.seenScalar = 3;
  },
  5: (parts, field) => {
    parts.tensor = field.message;
  },
  6: (parts, field) => {
    parts.graph = field.message;
  },
  7: (parts, field, bytes) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (field.wire === wireType.fixed32) parts.floats.push(field.float);
    else {
      const { start, end } = field.message;
      if ((end - start) % 4 !== 0) throw malformed('an attribute has a list of floats whose size is no multiple of 4', start);
      for (let at = start; at < end; at += 4) parts.floats.push(view.getFloat32(at, true));
    }
  },
  8: (parts, field, bytes) => {
    const cursor = new VarintCursor(bytes, field.range, 'an attribute');
    while (!cursor.atEnd) {
      cursor.read();
      if (!Number.isSafeInteger(cursor.int) && !fitsNumber(cursor.int64)) parts.inexact = true;
      parts.ints.push(cursor.int);
    }
  },
  9: (parts, field) => {
    const text = utf8(field.payload);
    if (text === undefined) parts.inexact = true;
    else parts.strings.push(text);
  },
  10: (parts, field) => {
    parts.tensors.push(field.message);
  },
  11: (parts, field) => {
    parts.graphs.push(field.message);
  },
  20: (parts, field) => {
    parts.type = field.int;
  },
  21: (parts) => {
    parts.inexact = true;
  },
};
