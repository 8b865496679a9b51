import { create, toBinary } from '@bufbuild/protobuf';
import type { Attribute, AttributeKind, AttributeValues } from '../ir/attribute.ts';
import type { Graph } from '../ir/graph.ts';
import { clampInt64 } from '../ir/int64.ts';
import { Chunks } from './chunks.ts';
import { encodeTensor } from './encode-tensor.ts';
import { AttributeProtoSchema, AttributeProto_AttributeType as Type } from './gen/onnx_pb.js';

type EncodeBody = (graph: Graph) => Chunks;
type Encoders = { readonly [K in Exclude<AttributeKind, 'opaque'>]: (name: string, value: AttributeValues[K], body: EncodeBody) => Chunks };

const text = new TextEncoder();

const encoders: Encoders = {
  int: (name, value) => small({ name, type: Type.INT, i: clampInt64(value) }),
  float: (name, value) => small({ name, type: Type.FLOAT, f: value }),
  string: (name, value) => small({ name, type: Type.STRING, s: text.encode(value) }),
  ints: (name, values) => small({ name, type: Type.INTS, ints: values.map(clampInt64) }),
  floats: (name, values) => small({ name, type: Type.FLOATS, floats: [...values] }),
  strings: (name, values) => small({ name, type: Type.STRINGS, strings: values.map((v) => text.encode(v)) }),
  tensor: (name, tensor) => small({ name, type: Type.TENSOR }).addField(5, encodeTensor(tensor)),
  tensors: (name, tensors) => all(small({ name, type: Type.TENSORS }), 10, tensors.map(encodeTensor)),
  graph: (name, graph, body) => small({ name, type: Type.GRAPH }).addField(6, body(graph)),
  graphs: (name, graphs, body) => all(small({ name, type: Type.GRAPHS }), 11, graphs.map(body)),
};

/** An AttributeProto. An opaque one is written as it stood. */
export function encodeAttribute(name: string, a: Attribute, body: EncodeBody): Chunks {
  if (a.kind === 'opaque') return new Chunks().add(a.value);
  const encode = encoders[a.kind] as (name: string, value: Attribute['value'], body: EncodeBody) => Chunks;
  return encode(name, a.value, body).add(a.unread);
}

function small(fields: Parameters<typeof create<typeof AttributeProtoSchema>>[1]): Chunks {
  return new Chunks().add(toBinary(AttributeProtoSchema, create(AttributeProtoSchema, fields)));
}

function all(chunks: Chunks, number: number, items: readonly Chunks[]): Chunks {
  for (const item of items) chunks.addField(number, item);
  return chunks;
}
