import type { Model } from '@octet/onnx';
import { randomFeeds, roundTripLeg, directRunner as runner } from '@octet/testing';
import type { Backend } from '../backends/backend.ts';
import { backends } from '../backends/index.ts';
import type { Feeds } from '../ports.ts';
import { type Quantized, type QuantizeOptions, quantize } from '../quantize.ts';
import { directCalibrator } from './direct-calibrator.ts';

const { costs } = backends['ort-cpu-vnni'];
const endless = { perMacNs: 1, perOutputNs: 1, perTapNs: 1, offGrid: 1 };

/** A CPU on which integers win from the first layer on: on a true one they do not, in networks small enough for a test. */
export const integersWin = {
  ...backends['ort-cpu-vnni'],
  costs: {
    ...costs,
    dense: { ...costs.dense, float: endless },
    depthwise: { ...costs.depthwise, float: [{ channels: 0, perMacNs: 1 }] },
    grouped: { ...costs.grouped, float: endless },
    product: { ...costs.product, float: endless },
    quantizeNs: 0,
    dequantizeNs: 0,
  },
} satisfies Backend;

/**
 * For tests: the whole pipeline in this thread, on six seeded samples where none are given. With ROUNDTRIP=1 in the environment every model is
 * encoded and decoded between the stages, which must change nothing.
 */
export function quantizeModel(
  model: Model,
  options: Partial<QuantizeOptions> & { readonly samples?: readonly Feeds[] } = {},
): Promise<Quantized> {
  const { samples = Array.from({ length: 6 }, (_, i) => randomFeeds(model, 100 + i)), ...rest } = options;
  return quantize(model, {
    backend: integersWin,
    runner,
    calibrator: directCalibrator(runner),
    calibration: { count: samples.length, samples: (indices) => (indices ?? samples.keys().toArray()).map((i) => samples[i] as Feeds) },
    observer: 'auto',
    percentile: 99.99,
    exclude: [],
    overrides: new Map(),
    correctBias: true,
    roundWeights: true,
    wantedSqnrDb: undefined,
    searchSeconds: 600,
    betweenStages: roundTripLeg(),
    ...rest,
  });
}
