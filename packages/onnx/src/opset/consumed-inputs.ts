import type { OpsetStep } from './opset-step.ts';
import { stepsFor } from './opset-step.ts';

/** Opset 6 drops `consumed_inputs`, a hint about memory. */
export const consumedInputsSteps: readonly OpsetStep[] = stepsFor(
  [
    ...['Abs', 'Add', 'Ceil', 'Clip', 'Div', 'Dropout', 'Elu', 'Exp', 'Floor', 'HardSigmoid', 'InstanceNormalization', 'LeakyRelu', 'Log'],
    ...['Max', 'Mean', 'Min', 'Mul', 'Neg', 'PRelu', 'Reciprocal', 'Relu', 'Sigmoid', 'Sqrt', 'Sub', 'Sum', 'Tanh', 'BatchNormalization'],
  ],
  6,
  (node) => (node.attributes.delete('consumed_inputs') ? 'consumed_inputs went' : undefined),
);
