import { attr } from '../ir/attribute.ts';
import type { OpsetStep } from './opset-step.ts';

/** Opset 6 gives the defaults of alpha and gamma more digits, so a node that relied on the old ones must state them. */
export const seluSteps: readonly OpsetStep[] = [
  {
    op: 'Selu',
    version: 6,
    upgrade(node) {
      node.attributes.delete('consumed_inputs');
      const [alpha, gamma] = [node.floatAttr('alpha'), node.floatAttr('gamma')];
      node.attributes.set('alpha', attr.float(alpha ?? Math.fround(1.6732)));
      node.attributes.set('gamma', attr.float(gamma ?? Math.fround(1.0507)));
      return alpha === undefined || gamma === undefined ? 'the defaults of alpha and gamma are stated' : undefined;
    },
  },
];
