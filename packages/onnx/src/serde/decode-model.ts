import { Model } from '../ir/model.ts';
import { linkGraph } from '../link/link-graph.ts';
import { ByteRuns } from './byte-runs.ts';
import { type DecodeContext, decodeContext, type ExternalData } from './decode-context.ts';
import { decodeGraph } from './decode-graph.ts';
import { decodeMessage } from './decode-message.ts';
import { type ByteRange, FieldReader } from './field-reader.ts';
import { OperatorSetIdProtoSchema, StringStringEntryProtoSchema } from './gen/onnx_pb.js';
import { malformed } from './malformed.ts';
import { refuseOtherFiles } from './refuse-other-files.ts';

export interface DecodeOptions {
  /** Gives the bytes of files beside the model; see `openExternalData`. Without it a model with external data is refused. */
  readonly externalData?: ExternalData;
}

/**
 * Reads an ONNX file. Initializers stay ranges of `bytes`, which must not change while the model lives. Nodes may stand in any order.
 * Whatever the bytes are, the outcome is a model or an OnnxError (`model/…`) with the place; memory stays a small multiple of the nodes.
 */
export function decodeModel(bytes: Uint8Array, options: DecodeOptions = {}): Model {
  refuseOtherFiles(bytes);
  // A Node Buffer's subarray is a Buffer again, which behaves otherwise in places; the model holds plain views.
  const context = decodeContext(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), options.externalData);
  const parts = readParts(context);
  if (parts.graph === undefined) throw malformed('the file has no graph, so it is no model', bytes.length);
  if (parts.irVersion === 0) throw malformed('the file does not say its IR version', 0);
  const model = new Model(linkGraph(decodeGraph(context, parts.graph), 'model/malformed'));
  model.irVersion = parts.irVersion;
  model.producerName = parts.producerName;
  model.producerVersion = parts.producerVersion;
  model.domain = parts.domain;
  model.modelVersion = parts.modelVersion;
  model.doc = parts.doc;
  model.unread = parts.unread.joined;
  for (const [domain, version] of parts.opsets) model.opsets.set(domain, version);
  for (const [key, value] of parts.metadata) model.metadata.set(key, value);
  model.functions.push(...parts.functions);
  return model;
}

interface Parts {
  irVersion: number;
  producerName: string;
  producerVersion: string;
  domain: string;
  modelVersion: number;
  doc: string;
  graph: ByteRange | undefined;
  readonly opsets: Map<string, number>;
  readonly metadata: Map<string, string>;
  readonly functions: Uint8Array[];
  readonly unread: ByteRuns;
}

function readParts(context: DecodeContext): Parts {
  const parts: Parts = {
    irVersion: 0,
    producerName: '',
    producerVersion: '',
    domain: '',
    modelVersion: 0,
    doc: '',
    graph: undefined,
    opsets: new Map(),
    metadata: new Map(),
    functions: [],
    unread: new ByteRuns(),
  };
  const field = new FieldReader(context.bytes, { start: 0, end: context.bytes.length }, 'the model');
  while (field.next()) {
    const read = fieldReaders[field.number];
    if (read === undefined) parts.unread.add(field.encoded);
    else read(parts, field, context);
  }
  return parts;
}

const fieldReaders: Readonly<Record<number, (parts: Parts, field: FieldReader, context: DecodeContext) => void>> = {
  1: (parts, field) => {
    parts.irVersion = field.int;
  },
  2: (parts, field) => {
    parts.producerName = field.text;
  },
  3: (parts, field) => {
    parts.producerVersion = field.text;
  },
  4: (parts, field) => {
    parts.domain = field.text;
  },
  5: (parts, field) => {
    parts.modelVersion = field.int;
  },
  6: (parts, field) => {
    parts.doc = field.text;
  },
  7: (parts, field) => {
    if (parts.graph !== undefined) throw malformed('the model has two graphs', field.tagStart);
    parts.graph = field.message;
  },
  8: (parts, field) => {
    const { domain, version } = decodeMessage(OperatorSetIdProtoSchema, field, 'the model');
    const own = domain === 'ai.onnx' ? '' : domain;
    const known = parts.opsets.get(own);
    if (known !== undefined && known !== Number(version))
      throw malformed(`the model imports two versions of "${own}", ${known} and ${version}`, field.start);
    parts.opsets.set(own, Number(version));
  },
  14: (parts, field, context) => {
    context.count();
    const { key, value } = decodeMessage(StringStringEntryProtoSchema, field, 'the model');
    parts.metadata.set(key, value);
  },
  25: (parts, field, context) => {
    context.count();
    parts.functions.push(field.payload);
  },
};
