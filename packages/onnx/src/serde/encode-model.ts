import { create, toBinary } from '@bufbuild/protobuf';
import { OnnxError } from '../errors.ts';
import type { Graph } from '../ir/graph.ts';
import { clampInt64 } from '../ir/int64.ts';
import type { Model } from '../ir/model.ts';
import { storedBytes } from '../ir/storage.ts';
import { concatenate } from './byte-runs.ts';
import { Chunks, joinSmall } from './chunks.ts';
import { encodeGraph } from './encode-graph.ts';
import { ModelProtoSchema } from './gen/onnx_pb.js';

/** Protobuf's limit on one message. */
const modelLimitBytes = 2 ** 31 - 1;

/**
 * The model's file as pieces to be written one after the other. Weights that were not touched are the byte ranges they came from, new
 * ones the memory of their arrays; neither is copied. External data comes inline. Throws OnnxError('model/too-large') from 2 GiB on.
 */
export function encodeModel(model: Model): Uint8Array[] {
  return joinSmall(encodeChunks(model).pieces);
}

/** Bytes of the model's file. */
export function encodedLength(model: Model): number {
  return encodeChunks(model).length;
}

/** The model's file in one piece: one copy, for onnxruntime, which wants it so. */
export function encodeToBuffer(model: Model): Uint8Array {
  const { pieces } = encodeChunks(model);
  return pieces.length === 1 ? new Uint8Array(concatenate(pieces)) : concatenate(pieces);
}

function encodeChunks(model: Model): Chunks {
  // Before anything is read: external data may be larger than memory.
  refuseTooLarge(weightBytes(model.graph));
  const header = create(ModelProtoSchema, {
    irVersion: BigInt(model.irVersion),
    opsetImport: [...model.opsets].map(([domain, version]) => ({ domain, version: BigInt(version) })),
    metadataProps: [...model.metadata].map(([key, value]) => ({ key, value })),
    ...(model.producerName === '' ? {} : { producerName: model.producerName }),
    ...(model.producerVersion === '' ? {} : { producerVersion: model.producerVersion }),
    ...(model.domain === '' ? {} : { domain: model.domain }),
    ...(model.modelVersion === 0 ? {} : { modelVersion: clampInt64(model.modelVersion) }),
    ...(model.doc === '' ? {} : { docString: model.doc }),
  });
  const chunks = new Chunks().add(toBinary(ModelProtoSchema, header)).addField(7, encodeGraph(model.graph));
  for (const encoded of model.functions) chunks.addField(25, encoded);
  chunks.add(model.unread);
  refuseTooLarge(chunks.length);
  return chunks;
}

function weightBytes(graph: Graph): number {
  let bytes = 0;
  for (const { constant } of graph.initializers) {
    if (constant === undefined) continue;
    if (constant.encoded !== undefined) bytes += constant.encoded.length;
    else if (constant.dtype !== 'string') bytes += storedBytes(constant.dtype, constant.elementCount);
  }
  for (const node of graph.nodes()) for (const body of node.subgraphs) bytes += weightBytes(body);
  return bytes;
}

function refuseTooLarge(bytes: number): void {
  if (bytes <= modelLimitBytes) return;
  throw new OnnxError('model/too-large', `The model would take ${bytes} bytes; an ONNX file holds 2 GiB. Split it.`);
}
