import { ProblemError } from '@octet/contracts';
import type { Model } from '@octet/onnx';

/** Refuses weights that hold NaN or infinity: nothing that is measured behind them means anything. */
export function refuseNonFiniteWeights(model: Model): void {
  for (const value of model.graph.initializers) {
    if (value.constant?.dtype !== 'float32') continue;
    const data = value.constant.tensor.data as Float32Array;
    const at = data.findIndex((x) => !Number.isFinite(x));
    if (at < 0) continue;
    const reader = value.uses[0]?.node;
    // -inf is a legal mask and a legal bound; in a weight of a sum it is neither.
    if (reader === undefined || !summing.has(reader.opType)) continue;
    throw new ProblemError(
      'model/non-finite-weights',
      `"${value.name}", read by ${reader.opType} "${reader.name}", is ${data[at]} at element ${at}. Export the model again from a checkpoint without such values.`,
      { where: value.name },
    );
  }
}

const summing = new Set(['Conv', 'ConvTranspose', 'Gemm', 'MatMul', 'BatchNormalization', 'LSTM', 'GRU', 'RNN']);
