export { type ActivationAnalysis, analyzeActivations } from './analyze/activations.ts';
export { analyzeLayers, type LayerAnalysis } from './analyze/layers.ts';
export { countPairs, type PairCount } from './analyze/saturating-pairs.ts';
export { Sqnr } from './analyze/sqnr.ts';
export { analyzeWeights, type WeightAnalysis } from './analyze/weights.ts';
export { type Backend, type Cpu, isCosted } from './backends/backend.ts';
export { backendFor, type WantedNumbers } from './backends/backend-for.ts';
export { type BackendName, backends } from './backends/index.ts';
export type { CostTable } from './backends/onnxruntime-cpu/costs/cost-table.ts';
export { type CostRow, costTableFrom, type KernelMeasurement } from './backends/onnxruntime-cpu/costs/cost-table-from.ts';
export { kernelNs } from './backends/onnxruntime-cpu/estimate.ts';
export type { Converted } from './convert/convert.ts';
export type { Integers } from './convert/integers.ts';
export type { Weights } from './convert/weights.ts';
export type { Candidate } from './correct/candidates.ts';
export type { CorrectionRecord } from './correct/correct.ts';
export { QuantizerError, type QuantizerErrorCode } from './errors.ts';
export { type FusionRecord, fuse } from './fuse/fuse.ts';
export { macsOf } from './linear/work.ts';
export { type ObserverName, observers } from './observers/index.ts';
export { type Transfer, transferOf } from './observers/transfer.ts';
export { type PlanModelOptions, type PlannedModel, planModel } from './plan-model.ts';
export { planUnrun, type UnrunPlan } from './plan-unrun.ts';
export type {
  Calibrator,
  CollectOptions,
  Feeds,
  OptimizationLevel,
  PortInfo,
  RunAllOptions,
  Runner,
  Samples,
  Session,
  SessionOptions,
  Tensors,
} from './ports.ts';
export { quantizedNode } from './prepare/already-quantized.ts';
export { prepare } from './prepare/prepare.ts';
export { type ProbedShapes, probeShapes } from './probe-shapes.ts';
export {
  chooseQParams,
  dequantizeValue,
  type QDType,
  type QParams,
  qlimits,
  quantizeValue,
  type Range,
  representable,
} from './qparams/affine.ts';
export { roundHalfToEven, saturate } from './qparams/rounding.ts';
export {
  type CalibrationSource,
  type Quantized,
  type QuantizeOptions,
  type QuantizeStage,
  quantize,
  type SeenAccuracy,
} from './quantize.ts';
export { explainRace, type Race, type RaceDecision } from './race.ts';
export {
  betweenLinearOps,
  defaultRespellings,
  type Respelling,
  type RespellingName,
  type RespellOptions,
  respell,
  respellings,
} from './respell/index.ts';
export { type NodePlan, type Placement, type Plan, type QuantSpec, rootOf, type Why } from './spec.ts';
export { type FloatBitHistogram, floatBitShift, type Statistics, type ValueStatistics } from './statistics.ts';
