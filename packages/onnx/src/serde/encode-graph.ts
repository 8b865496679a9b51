import { create, toBinary } from '@bufbuild/protobuf';
import type { Graph } from '../ir/graph.ts';
import type { Node } from '../ir/node.ts';
import { Chunks } from './chunks.ts';
import { encodeAttribute } from './encode-attribute.ts';
import { encodeConstant } from './encode-tensor.ts';
import { encodeValueInfo, hasInfo } from './encode-type.ts';
import { GraphProtoSchema, NodeProtoSchema } from './gen/onnx_pb.js';

/** A GraphProto, bodies included. The order of fields is fixed, so that equal graphs give equal bytes. */
export function encodeGraph(graph: Graph): Chunks {
  const chunks = new Chunks();
  const outputs = new Set(graph.outputs);
  for (const node of graph.nodes()) chunks.addField(1, encodeNode(node));
  chunks.add(
    toBinary(GraphProtoSchema, create(GraphProtoSchema, { name: graph.name, ...(graph.doc === '' ? {} : { docString: graph.doc }) })),
  );
  for (const value of graph.initializers) {
    if (value.constant !== undefined) chunks.addField(5, encodeConstant(value.constant, value.name));
  }
  for (const value of graph.inputs) chunks.addField(11, encodeValueInfo(value));
  for (const value of graph.outputs) chunks.addField(12, encodeValueInfo(value));
  for (const node of graph.nodes()) {
    for (const value of node.outputs) {
      if (value !== undefined && hasInfo(value) && !outputs.has(value)) chunks.addField(13, encodeValueInfo(value));
    }
  }
  return chunks.add(graph.unread);
}

function encodeNode(node: Node): Chunks {
  const fields = create(NodeProtoSchema, {
    input: node.inputs.map((v) => v?.name ?? ''),
    output: node.outputs.map((v) => v?.name ?? ''),
    opType: node.opType,
    ...(node.name === '' ? {} : { name: node.name }),
    ...(node.domain === '' ? {} : { domain: node.domain }),
  });
  const chunks = new Chunks().add(toBinary(NodeProtoSchema, fields));
  for (const [name, a] of node.attributes) chunks.addField(5, encodeAttribute(name, a, encodeGraph));
  return chunks.add(node.unread);
}
