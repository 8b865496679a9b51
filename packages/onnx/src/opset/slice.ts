import type { Node } from '../ir/node.ts';
import type { OpsetStep } from './opset-step.ts';
import { intsToInput } from './rebuild.ts';

/** Opset 10: starts, ends and axes are inputs. */
export const sliceSteps: readonly OpsetStep[] = [{ op: 'Slice', version: 10, upgrade: boundsToInputs }];

function boundsToInputs(node: Node): string {
  const moved = ['starts', 'ends', 'axes'].filter((name, i) => intsToInput(node, name, i + 1));
  return `${moved.join(', ')} became inputs`;
}
