import { OnnxError } from '../errors.ts';
import { Constant } from '../ir/constant.ts';
import type { GraphDescription, InitializerDescription, ValueDescription } from '../link/description.ts';
import { ByteRuns } from './byte-runs.ts';
import type { DecodeContext } from './decode-context.ts';
import { decodeNode } from './decode-node.ts';
import { decodeTensor } from './decode-tensor.ts';
import { decodeValueInfo } from './decode-type.ts';
import { type ByteRange, FieldReader } from './field-reader.ts';
import { malformed, placeOf } from './malformed.ts';

/** Bodies within bodies. Protobuf libraries stop at 100 messages, which is 33 graphs. */
const depthLimit = 32;

/** Reads a GraphProto into flat lists; names are connected by linkGraph. */
export function decodeGraph(context: DecodeContext, range: ByteRange, depth = 0): GraphDescription {
  if (depth > depthLimit) throw malformed(`graphs nest more than ${depthLimit} deep`, range.start);
  const inputs: ValueDescription[] = [];
  const outputs: ValueDescription[] = [];
  const infos: ValueDescription[] = [];
  const initializers: InitializerDescription[] = [];
  const nodes: ByteRange[] = [];
  const unread = new ByteRuns();
  let [name, doc] = ['', ''];
  const field = new FieldReader(context.bytes, range, depth === 0 ? 'the graph' : 'a body');
  while (field.next()) {
    if (field.number === 1) {
      context.count();
      nodes.push(field.message);
    } else if (field.number === 2) name = field.name;
    else if (field.number === 5) {
      context.count();
      initializers.push(decodeInitializer(context, field.message));
    } else if (field.number === 10) doc = field.text;
    else if (field.number === 11 || field.number === 12 || field.number === 13) {
      context.count();
      const list = field.number === 11 ? inputs : field.number === 12 ? outputs : infos;
      list.push(decodeValueInfo(field, 'the graph'));
    } else if (field.number === 15) throw sparseRefusal(field.tagStart);
    else unread.add(field.encoded);
  }
  const body = (inner: ByteRange) => decodeGraph(context, inner, depth + 1);
  const decoded = nodes.map((node, index) => decodeNode(context, node, { index, body }));
  return { name, doc, unread: unread.joined, inputs, outputs, infos, initializers, nodes: decoded };
}

function decodeInitializer(context: DecodeContext, range: ByteRange): InitializerDescription {
  const tensor = decodeTensor(context, range, 'initializer');
  if (tensor.name === '') throw malformed('an initializer has no name', range.start);
  const { name, dtype, dims, encoded } = tensor;
  return { name, constant: Constant.lazy(dtype, dims, () => ({ dtype, dims, data: tensor.data }), encoded), place: placeOf(range.start) };
}

function sparseRefusal(offset: number): OnnxError {
  const where = placeOf(offset);
  return new OnnxError(
    'model/unsupported-feature',
    `The graph has a sparse initializer (${where}), which is not supported. Export it dense.`,
    { where },
  );
}
