import type { OpsetStep } from './opset-step.ts';
import { replaceNode } from './rebuild.ts';

/** Opset 11 calls Scatter ScatterElements. */
export const scatterSteps: readonly OpsetStep[] = [
  {
    op: 'Scatter',
    version: 11,
    upgrade(node) {
      replaceNode(node, { opType: 'ScatterElements', inputs: node.inputs, attributes: node.attributes });
      return 'Scatter is called ScatterElements';
    },
  },
];
