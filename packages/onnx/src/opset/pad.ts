import { attr } from '../ir/attribute.ts';
import type { Node } from '../ir/node.ts';
import { nodeLabel } from '../rewrite/provenance.ts';
import type { Inference } from '../shapes/infer.ts';
import type { OpsetStep } from './opset-step.ts';
import { unsupported } from './opset-step.ts';
import { intsToInput } from './rebuild.ts';
import { scalarTensor } from './scalar-tensor.ts';

/** Opset 2 renames `paddings` to `pads`; opset 11 makes pads and value inputs, the value a scalar of the input's dtype. */
export const padSteps: readonly OpsetStep[] = [
  { op: 'Pad', version: 2, upgrade: renamePaddings },
  { op: 'Pad', version: 11, upgrade: padsToInputs },
];

function renamePaddings(node: Node): string {
  node.attributes.set('pads', attr.ints(node.intsAttr('paddings', [])));
  node.attributes.delete('paddings');
  return 'paddings is called pads';
}

function padsToInputs(node: Node, known: Inference): string {
  const value = node.floatAttr('value', 0);
  node.attributes.delete('value');
  intsToInput(node, 'pads', 1);
  // 0 is what an input left out means.
  if (value === 0) return 'pads became an input';
  const dtype = known(node.input(0)).dtype ?? known(node.outputs[0]).dtype;
  const tensor = dtype && scalarTensor(dtype, value);
  if (tensor === undefined) {
    throw unsupported(
      node,
      11,
      `its value must have the dtype of its input, which is ${dtype === undefined ? 'not stated' : `${dtype}, no float`}`,
      'Run ONNX shape inference on the model, or export it again at opset 11 or newer.',
    );
  }
  node.setInput(2, node.graph.addConstant(tensor, `${nodeLabel(node)}_value`));
  return 'pads and value became inputs';
}
