import type { Node } from '../ir/node.ts';
import type { OpsetStep } from './opset-step.ts';
import { unsupported } from './opset-step.ts';
import { isRead, replaceNode } from './rebuild.ts';

/**
 * Before opset 7 a node dropped elements unless `is_test` was set; from 7 to 10 it is the identity; from 12 it is, unless `training_mode`
 * is given. The mask of an inference node was "not filled" before 12.
 */
export const dropoutSteps: readonly OpsetStep[] = [
  { op: 'Dropout', version: 7, upgrade: dropIsTest },
  { op: 'Dropout', version: 10, upgrade: refuseMask },
  { op: 'Dropout', version: 12, upgrade: dropRatio },
];

function dropIsTest(node: Node): string {
  if (node.intAttr('is_test', 0) === 0) throw unsupported(node, 7, 'it is set to train (is_test is 0)', 'Export the model for inference.');
  node.attributes.delete('is_test');
  return 'is_test went; it is the default';
}

/** The mask is bool since 10, of the data's type before. */
function refuseMask(node: Node): undefined {
  if (isRead(node, 1)) throw unsupported(node, 10, maskRead);
  return undefined;
}

function dropRatio(node: Node): string | undefined {
  if (isRead(node, 1)) throw unsupported(node, 12, maskRead);
  const hadRatio = node.attributes.delete('ratio');
  if (node.outputs.length > 1) replaceNode(node, { opType: 'Dropout', inputs: node.inputs, attributes: node.attributes, outputCount: 1 });
  return hadRatio ? 'ratio went; inference does not use it' : undefined;
}

const maskRead = 'its mask, which a node of inference leaves unset, is read';
