import type { OpsetStep } from './opset-step.ts';
import { stepsFor } from './opset-step.ts';

/** Opset 7 drops output_sequence: which outputs are named says the same. */
export const recurrentSteps: readonly OpsetStep[] = stepsFor(['RNN', 'GRU', 'LSTM'], 7, (node) =>
  node.attributes.delete('output_sequence') ? 'output_sequence went' : undefined,
);
