import type { Node } from '../ir/node.ts';
import type { Tensor } from '../ir/tensor.ts';
import { nodeLabel } from '../rewrite/provenance.ts';
import type { Inference } from '../shapes/infer.ts';
import type { OpsetStep } from './opset-step.ts';
import { unsupported } from './opset-step.ts';
import { scalarTensor } from './scalar-tensor.ts';

/** Opset 11: the limits are inputs, scalars of the input's dtype; a limit left out is the greatest (least) finite number, as before. */
export const clipSteps: readonly OpsetStep[] = [{ op: 'Clip', version: 11, upgrade: limitsToInputs }];

function limitsToInputs(node: Node, known: Inference): string | undefined {
  const limits = (['min', 'max'] as const).flatMap((name, i) => {
    const value = node.floatAttr(name);
    node.attributes.delete(name);
    return value === undefined ? [] : [{ name, index: i + 1, value }];
  });
  for (const { name, index, value } of limits) {
    node.setInput(index, node.graph.addConstant(limitTensor(node, value, known), `${nodeLabel(node)}_${name}`));
  }
  return limits.length === 0 ? undefined : limits.length === 1 ? `${limits[0]?.name} became an input` : 'min and max became inputs';
}

function limitTensor(node: Node, value: number, known: Inference): Tensor {
  const dtype = known(node.input(0)).dtype ?? known(node.outputs[0]).dtype;
  const tensor = dtype && scalarTensor(dtype, value);
  if (tensor === undefined) {
    throw unsupported(
      node,
      11,
      `its limits must have the dtype of its input, which is ${dtype === undefined ? 'not stated' : `${dtype}, no float`}`,
      'Run ONNX shape inference on the model, or export it again at opset 11 or newer.',
    );
  }
  return tensor;
}
