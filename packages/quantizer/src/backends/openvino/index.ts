import type { Backend } from '../backend.ts';
import { lowerToPairs } from '../qdq-pairs/lower.ts';
import { allConvs, pairedOps, plainRespellings } from '../qdq-pairs/ops.ts';
import { placePairs } from '../qdq-pairs/place.ts';

/**
 * OpenVINO's CPU plugin reads a pair as FakeQuantize: unsigned activations with a zero point, signed weights with a scale a channel. It fuses an Add with the
 * convolution before it and ignores a pair between them, so there is none (ResNet-20: 31.8 → 33.2 dB). Measured on OpenVINO 2026.4.
 */
export const openvino = {
  name: 'openvino',
  description: 'OpenVINO CPU: pairs read as FakeQuantize, unsigned activations with a zero point',
  activations: { dtype: 'uint8', symmetric: false },
  weights: { dtype: 'int8', granularity: 'per-channel', qmax: 127, saturationGuard: false },
  ops: pairedOps,
  convs: allConvs,
  respellings: plainRespellings,
  foldsConstants: false,
  pairsAsWritten: true,
  place: placePairs({ residual: 'shortcut', beforePools: true }),
  lower: lowerToPairs,
  passes: [],
  judgedHere: () => false,
} as const satisfies Backend;
