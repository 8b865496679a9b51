import type { Backend } from '../backend.ts';
import { lowerToPairs } from '../qdq-pairs/lower.ts';
import { allConvs, pairedOps, plainRespellings } from '../qdq-pairs/ops.ts';
import { placePairs } from '../qdq-pairs/place.ts';

/** TensorRT's explicit quantization: signed integers, every zero point 0, one scale a tensor for activations and one a channel for weights. */
export const tensorrt = {
  name: 'tensorrt',
  description: 'TensorRT 10 or newer, explicit quantization: symmetric int8 pairs',
  activations: { dtype: 'int8', symmetric: true },
  weights: { dtype: 'int8', granularity: 'per-channel', qmax: 127, saturationGuard: false },
  ops: pairedOps,
  convs: allConvs,
  respellings: plainRespellings,
  foldsConstants: false,
  pairsAsWritten: true,
  place: placePairs({ residual: 'both', beforePools: false }),
  lower: lowerToPairs,
  passes: [],
  judgedHere: () => false,
} as const satisfies Backend;
