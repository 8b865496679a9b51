import type { Node } from '../ir/node.ts';
import type { OpsetStep } from './opset-step.ts';
import { stepsFor } from './opset-step.ts';
import { intsToInput } from './rebuild.ts';

/** Opset 13: axes are an input of Squeeze, Unsqueeze and ReduceSum. The other reductions keep the attribute up to opset 17. */
export const axesInputSteps: readonly OpsetStep[] = stepsFor(['Squeeze', 'Unsqueeze', 'ReduceSum'], 13, axesToInput);

function axesToInput(node: Node): string | undefined {
  // No axes and an empty list mean the same to Squeeze and ReduceSum: all of them.
  if (node.opType !== 'Unsqueeze' && node.intsAttr('axes')?.length === 0) {
    node.attributes.delete('axes');
    return 'the empty axes went';
  }
  return intsToInput(node, 'axes', 1) ? 'axes became an input' : undefined;
}
