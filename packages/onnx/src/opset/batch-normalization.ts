import type { Node } from '../ir/node.ts';
import type { OpsetStep } from './opset-step.ts';
import { unsupported } from './opset-step.ts';
import { isRead, replaceNode } from './rebuild.ts';

/** Opset 7 drops is_test, opset 9 drops spatial, opset 14 has other outputs beside the first, which only training writes. */
export const batchNormalizationSteps: readonly OpsetStep[] = [
  { op: 'BatchNormalization', version: 7, upgrade: dropIsTest },
  { op: 'BatchNormalization', version: 9, upgrade: dropSpatial },
  { op: 'BatchNormalization', version: 14, upgrade: dropTrainingOutputs },
];

function dropIsTest(node: Node): string {
  if (node.intAttr('is_test', 0) === 0) throw unsupported(node, 7, 'it is set to train (is_test is 0)', 'Export the model for inference.');
  node.attributes.delete('is_test');
  return 'is_test went; it is the default';
}

function dropSpatial(node: Node): string | undefined {
  if (node.intAttr('spatial', 1) === 0) throw unsupported(node, 9, 'it normalizes every position by itself (spatial is 0)');
  return node.attributes.delete('spatial') ? 'spatial went; it is the default' : undefined;
}

function dropTrainingOutputs(node: Node): string | undefined {
  if (node.outputs.some((_, i) => i > 0 && isRead(node, i))) {
    throw unsupported(node, 14, 'its statistics of training are read', 'Export the model for inference.');
  }
  if (node.outputs.length === 1) return undefined;
  replaceNode(node, { opType: node.opType, inputs: node.inputs, attributes: node.attributes, outputCount: 1 });
  return 'outputs of training went';
}
