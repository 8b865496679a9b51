import { attr } from '../ir/attribute.ts';
import type { Node } from '../ir/node.ts';
import type { OpsetStep } from './opset-step.ts';
import { unsupported } from './opset-step.ts';

/** Opset 6: `to` is a number of TensorProto.DataType instead of its name. */
export const castSteps: readonly OpsetStep[] = [{ op: 'Cast', version: 6, upgrade: nameToNumber }];

function nameToNumber(node: Node): string | undefined {
  // A number is no opset 1, but leaves no doubt.
  if (node.intAttr('to') !== undefined) return undefined;
  const to = node.stringAttr('to', '');
  const code = codes.indexOf(to.toUpperCase());
  if (code < 1) throw unsupported(node, 6, `"${to}" is no element type`, 'Repair the model.');
  node.attributes.set('to', attr.int(code));
  return 'to became a number';
}

/** TensorProto.DataType of that time, by number. */
const codes = [
  '',
  'FLOAT',
  'UINT8',
  'INT8',
  'UINT16',
  'INT16',
  'INT32',
  'INT64',
  'STRING',
  'BOOL',
  'FLOAT16',
  'DOUBLE',
  'UINT32',
  'UINT64',
];
