import { attr } from '../ir/attribute.ts';
import type { Node } from '../ir/node.ts';
import { nodeLabel, originsOf } from '../rewrite/provenance.ts';
import type { Inference } from '../shapes/infer.ts';
import type { OpsetStep } from './opset-step.ts';
import { stepsFor, unsupported } from './opset-step.ts';

/**
 * Before opset 7 the second operand was broadcast on demand (`broadcast`), from `axis` of the first on; without axis, to its last axes, as
 * NumPy does and everything does since. Where its axes end before the first operand's, ones are appended to its shape.
 * PRelu's slope lay along axis 1.
 */
export const legacyBroadcastSteps: readonly OpsetStep[] = [
  ...stepsFor(['Add', 'Sub', 'Mul', 'Div', 'Pow', 'And', 'Or', 'Xor', 'Equal', 'Greater', 'Less'], 7, broadcastByShape),
  { op: 'Gemm', version: 7, upgrade: (node) => (node.attributes.delete('broadcast') ? 'broadcast went' : undefined) },
  { op: 'PRelu', version: 7, upgrade: slopeAlongChannels },
];

function broadcastByShape(node: Node, known: Inference): string | undefined {
  const axis = node.intAttr('axis');
  const wanted = node.intAttr('broadcast', 0) !== 0;
  const stated = node.attributes.delete('broadcast');
  node.attributes.delete('axis');
  if (!wanted || axis === undefined) return stated ? 'broadcast went' : undefined;
  const [rank, own] = [known(node.input(0)).dims?.length, known(node.input(1)).dims?.length];
  if (rank === undefined || own === undefined) {
    throw unsupported(node, 7, `it broadcasts from axis ${axis} on, and the rank of an operand is not known`, inferShapes);
  }
  if (axis < -rank || axis >= rank)
    throw unsupported(node, 7, `its axis ${axis} is none of its first operand's ${rank}`, 'Repair the model.');
  const missing = rank - own - (axis < 0 ? axis + rank : axis);
  if (missing > 0) appendOnes(node, own, missing);
  return missing > 0 ? 'broadcasting is said by the shape of the second operand' : 'broadcast and axis went';
}

function slopeAlongChannels(node: Node, known: Inference): string | undefined {
  const [rank, own] = [known(node.input(0)).dims?.length, known(node.input(1)).dims?.length];
  if (rank === undefined || own === undefined) throw unsupported(node, 7, 'the rank of its input or slope is not known', inferShapes);
  const slope = node.input(1);
  if (own !== 1 || slope?.shape?.[0] === 1 || rank <= 2) return undefined;
  appendOnes(node, own, rank - 2);
  return 'the slope lies along axis 1 by its shape';
}

/** Second operand [d…] becomes [d…, 1 × count]. */
function appendOnes(node: Node, rank: number, count: number): void {
  const axes = Array.from({ length: count }, (_, i) => rank + i);
  const spread = node.graph.addNode('Unsqueeze', [node.input(1)], {
    name: `${nodeLabel(node)}/unsqueeze`,
    attributes: { axes: attr.ints(axes) },
    before: node,
    origins: originsOf(node),
  });
  node.setInput(1, spread.output);
}

const inferShapes = 'Run ONNX shape inference on the model, or export it again at opset 13 or newer.';
