import type { Node } from '../ir/node.ts';
import type { OpsetStep } from './opset-step.ts';
import { intsToInput } from './rebuild.ts';

/** Opset 5: the shape is an input. Opset 14 adds allowzero, whose default is what was. */
export const reshapeSteps: readonly OpsetStep[] = [{ op: 'Reshape', version: 5, upgrade: shapeToInput }];

function shapeToInput(node: Node): string | undefined {
  node.attributes.delete('consumed_inputs');
  return intsToInput(node, 'shape', 1) ? 'shape became an input' : undefined;
}
