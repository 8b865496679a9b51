import type { OpsetStep } from './opset-step.ts';
import { unsupported } from './opset-step.ts';

/** Opset 9 takes Scan's batch axis and sequence lengths away: a loop over the batch would have to stand around it. */
export const scanSteps: readonly OpsetStep[] = [
  {
    op: 'Scan',
    version: 9,
    upgrade(node) {
      throw unsupported(node, 9, 'Scan of opset 8 scans each sample of a batch by itself, which later opsets cannot say');
    },
  },
];
