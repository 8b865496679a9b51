import type { Value } from '@octet/onnx';

/** Where x · σ(x) is least, and how little that is. */
export const siluMinimum = { x: -1.278464542761074, y: -0.2784645427610738 } as const;

/** The x of a value that is x · σ(x), spelled as a Mul of x and its Sigmoid. */
export function siluInput(value: Value): Value | undefined {
  const product = value.producer;
  if (product?.opType !== 'Mul' || product.domain !== '') return undefined;
  const [a, b] = product.inputs;
  if (a === undefined || b === undefined) return undefined;
  if (b.producer?.opType === 'Sigmoid' && b.producer.input(0) === a) return a;
  return a.producer?.opType === 'Sigmoid' && a.producer.input(0) === b ? b : undefined;
}
