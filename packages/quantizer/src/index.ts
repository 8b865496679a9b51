export { type QuantizerErrorCode, QuantizerError } from './errors.ts';
export type {
  Calibrator,
  CollectOptions,
  Feeds,
  Observation,
  OptimizationLevel,
  PortInfo,
  RunAllOptions,
  Runner,
  Samples,
  Session,
  SessionOptions,
  Tensors,
} from './ports.ts';
export { chooseQParams, dequantize, qlimits, type QDType, type QParams, quantize, type Range, representable } from './qparams/affine.ts';
export { roundHalfToEven, saturate } from './qparams/rounding.ts';
export { type FloatBitHistogram, floatBitShift, type Statistics, type ValueStatistics } from './statistics.ts';
