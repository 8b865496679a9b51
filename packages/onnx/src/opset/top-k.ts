import type { Node } from '../ir/node.ts';
import { nodeLabel } from '../rewrite/provenance.ts';
import type { OpsetStep } from './opset-step.ts';
import { unsupported } from './opset-step.ts';
import { int64Constant } from './rebuild.ts';

/** Opset 10: k is an input. Opset 11 adds largest and sorted, whose defaults are what was. */
export const topKSteps: readonly OpsetStep[] = [{ op: 'TopK', version: 10, upgrade: kToInput }];

function kToInput(node: Node): string {
  const k = node.intAttr('k');
  if (k === undefined) throw unsupported(node, 10, 'it has no k', 'Repair the model.');
  node.attributes.delete('k');
  node.setInput(1, int64Constant(node.graph, [k], `${nodeLabel(node)}_k`));
  return 'k became an input';
}
