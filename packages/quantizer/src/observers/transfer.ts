import type { Node, Value } from '@octet/onnx';
import { siluInput } from './silu.ts';

/** What the readers of a value make of it: errors count as far as they come through. */
export interface Transfer {
  readonly name: string;
  readonly f: (x: number) => number;
  readonly slope: (x: number) => number;
}

export const identity: Transfer = { name: 'identity', f: (x) => x, slope: () => 1 };

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** x · σ(x): what lies far below 0 comes out as 0, so clipping it is free (it wins YOLOX's early layers two bits). */
const silu: Transfer = {
  name: 'silu',
  f: (x) => x * sigmoid(x),
  slope: (x) => {
    const s = sigmoid(x);
    return s * (1 + x * (1 - s));
  },
};

const sigmoidTransfer: Transfer = { name: 'sigmoid', f: sigmoid, slope: (x) => sigmoid(x) * (1 - sigmoid(x)) };

const hardSwish: Transfer = {
  name: 'hard-swish',
  f: (x) => (x * Math.min(6, Math.max(0, x + 3))) / 6,
  slope: (x) => (x <= -3 ? 0 : x >= 3 ? 1 : (2 * x + 3) / 6),
};

const rectifier: Transfer = { name: 'relu', f: (x) => Math.max(0, x), slope: (x) => (x > 0 ? 1 : 0) };

/** Recognises the activation that all readers of a value form together. */
export function transferOf(value: Value): Transfer {
  if (value.isOutput) return identity;
  const readers = value.uses.map((u) => u.node);
  const [only] = readers;
  if (readers.length === 1) return only?.opType === 'Sigmoid' ? sigmoidTransfer : only?.opType === 'Relu' ? rectifier : identity;
  const product = readers.find((r) => r.opType === 'Mul');
  const gate = readers.find((r) => r !== product);
  if (readers.length !== 2 || product === undefined || gate === undefined) return identity;
  if (siluInput(product.output) === value) return silu;
  return gate.opType === 'Add' && reaches(gate.output, product, 3) ? hardSwish : identity;
}

/** x + 3 → clip → (· 1/6) → the product: the spelling of HardSwish that runs in integers. */
function reaches(value: Value, product: Node, depth: number): boolean {
  const reader = value.soleConsumer;
  if (reader === undefined || depth === 0) return false;
  return reader === product || ((reader.opType === 'Clip' || reader.opType === 'Mul') && reaches(reader.output, product, depth - 1));
}
