import { ProblemError } from '@octet/contracts';
import { describeNode, type Model, type Node, producedBy, type Tensor, type Value } from '@octet/onnx';

/** What an operator's constants must be: -inf is a legal mask for Add and a legal bound for Clip; in a weight it is a diverged training. */
type Demand = 'finite' | 'not NaN';

const demands: ReadonlyMap<string, Demand> = new Map<string, Demand>([
  ...['Conv', 'ConvTranspose', 'Gemm', 'MatMul', 'BatchNormalization', 'LSTM', 'GRU', 'RNN'].map((op) => [op, 'finite'] as const),
  ...['InstanceNormalization', 'LayerNormalization', 'PRelu', 'Einsum'].map((op) => [op, 'finite'] as const),
  ...['Add', 'Sub', 'Mul', 'Div'].map((op) => [op, 'not NaN'] as const),
]);

/**
 * Refuses weights that hold NaN or infinity, in bodies and Constant nodes too, with 'model/non-finite-weights': nothing that is measured
 * behind them means anything.
 */
export function refuseNonFiniteWeights(model: Model): void {
  const seen = new Map<Value, { readonly at: number; readonly value: number } | undefined>();
  for (const reader of model.graph.allNodes()) {
    const demand = reader.domain === '' ? demands.get(reader.opType) : undefined;
    if (demand === undefined) continue;
    for (const input of reader.inputs) {
      if (input === undefined) continue;
      if (!seen.has(input)) seen.set(input, firstNonFinite(storedTensor(input)));
      const found = seen.get(input);
      if (found !== undefined && (demand === 'finite' || Number.isNaN(found.value))) refuse(input, reader, found);
    }
  }
}

function refuse({ name }: Value, reader: Node, { at, value }: { readonly at: number; readonly value: number }): never {
  throw new ProblemError(
    'model/non-finite-weights',
    `"${name}", read by ${describeNode(reader)}, is ${value} at element ${at}. Export the model again from a checkpoint without such values.`,
    { where: name },
  );
}

/** An initializer, one that a caller might replace too, or the output of a Constant node. */
function storedTensor(value: Value): Tensor | undefined {
  return value.constant?.tensor ?? producedBy(value, 'Constant')?.tensorAttr('value');
}

/** The first NaN of a float tensor; where it has none, the first infinity. */
function firstNonFinite(tensor: Tensor | undefined): { at: number; value: number } | undefined {
  if (tensor === undefined || !(tensor.dtype in readers)) return undefined;
  const read = readers[tensor.dtype as keyof typeof readers];
  const data = tensor.data as Float32Array;
  let infinity: { at: number; value: number } | undefined;
  for (let at = 0; at < data.length; at++) {
    const value = read(data[at] as number);
    // x − x is 0 for every finite x.
    if (value - value === 0) continue;
    if (Number.isNaN(value)) return { at, value };
    infinity ??= { at, value };
  }
  return infinity;
}

const readers = {
  float32: (x: number) => x,
  float64: (x: number) => x,
  // As bits: all ones in the exponent, and any in the fraction for NaN.
  float16: (bits: number) => nonFiniteOfBits(bits, { exponent: 0x7c00, fraction: 0x03ff }),
  bfloat16: (bits: number) => nonFiniteOfBits(bits, { exponent: 0x7f80, fraction: 0x007f }),
};

/** NaN or an infinity where the bits say so; 0 for every finite number. */
function nonFiniteOfBits(bits: number, { exponent, fraction }: { readonly exponent: number; readonly fraction: number }): number {
  if ((bits & exponent) !== exponent) return 0;
  if ((bits & fraction) !== 0) return Number.NaN;
  return (bits & 0x8000) === 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}
