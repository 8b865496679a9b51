import { attr } from '../ir/attribute.ts';
import type { Node } from '../ir/node.ts';
import { knownIntegers } from './known-constant.ts';
import type { OpsetStep } from './opset-step.ts';
import { unsupported } from './opset-step.ts';
import { intsToInput } from './rebuild.ts';

/** The sizes are an input or an attribute in opset 1, an attribute in 2 to 11, an input from 13. */
export const splitSteps: readonly OpsetStep[] = [
  { op: 'Split', version: 2, upgrade: sizesToAttribute },
  { op: 'Split', version: 13, upgrade: (node) => (intsToInput(node, 'split', 1) ? 'split became an input' : undefined) },
];

function sizesToAttribute(node: Node): string | undefined {
  const input = node.input(1);
  if (input === undefined) return undefined;
  const sizes = knownIntegers(input);
  if (sizes === undefined) throw unsupported(node, 2, `its sizes "${input.name}" are computed at run time`);
  node.attributes.set('split', attr.ints(sizes));
  node.setInputs(node.inputs.slice(0, 1));
  return 'split became an attribute';
}
