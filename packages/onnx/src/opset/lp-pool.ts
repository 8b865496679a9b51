import { attr } from '../ir/attribute.ts';
import type { Node } from '../ir/node.ts';
import type { OpsetStep } from './opset-step.ts';
import { stepsFor, unsupported } from './opset-step.ts';

/** Opset 2 makes the norm's p an integer. */
export const lpPoolSteps: readonly OpsetStep[] = stepsFor(['LpPool', 'GlobalLpPool'], 2, wholeP);

function wholeP(node: Node): string | undefined {
  const p = node.floatAttr('p');
  if (p === undefined) return undefined;
  if (!Number.isInteger(p)) throw unsupported(node, 2, `its p is ${p}, and later opsets take integers only`);
  node.attributes.set('p', attr.int(p));
  return 'p became an integer';
}
