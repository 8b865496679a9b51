import type { AttributeDescription, NodeDescription } from '../link/description.ts';
import { ByteRuns } from './byte-runs.ts';
import { type DecodeBody, decodeAttribute } from './decode-attribute.ts';
import type { DecodeContext } from './decode-context.ts';
import { type ByteRange, FieldReader } from './field-reader.ts';
import { malformed, placeOf } from './malformed.ts';

/** Reads a NodeProto. `index` is its position in the graph, for messages about nodes that have no name. */
export function decodeNode(
  context: DecodeContext,
  range: ByteRange,
  { index, body }: { index: number; body: DecodeBody },
): NodeDescription {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributeRanges: ByteRange[] = [];
  const unread = new ByteRuns();
  let [name, opType, domain] = ['', '', ''];
  const field = new FieldReader(context.bytes, range, `node ${index}`);
  while (field.next()) {
    if (field.number === 1) inputs.push(field.name);
    else if (field.number === 2) {
      context.count();
      outputs.push(field.name);
    } else if (field.number === 3) name = field.name;
    else if (field.number === 4) opType = field.name;
    else if (field.number === 5) attributeRanges.push(field.message);
    else if (field.number === 7) domain = field.name;
    else unread.add(field.encoded);
  }
  if (opType === '') throw malformed(`node ${index}${name === '' ? '' : ` "${name}"`} names no operator`, range.start);
  const what = `${opType} "${name === '' ? (outputs[0] ?? `node ${index}`) : name}"`;
  const attributes = new Map<string, AttributeDescription>();
  for (const attributeRange of attributeRanges) {
    context.count();
    const [key, attribute] = decodeAttribute(context, attributeRange, { what, body });
    if (attributes.has(key)) throw malformed(`${what} has the attribute "${key}" twice`, attributeRange.start);
    attributes.set(key, attribute);
  }
  const place = placeOf(range.start);
  return { name, domain: domain === 'ai.onnx' ? '' : domain, opType, inputs, outputs, attributes, unread: unread.joined, place };
}
