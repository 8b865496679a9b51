import { attr } from '../ir/attribute.ts';
import type { OpsetStep } from './opset-step.ts';

/** Opset 4 requires the axis, which was 1 where left out. */
export const concatSteps: readonly OpsetStep[] = [
  {
    op: 'Concat',
    version: 4,
    upgrade(node) {
      if (node.attributes.has('axis')) return undefined;
      node.attributes.set('axis', attr.int(1));
      return 'the axis is stated';
    },
  },
];
