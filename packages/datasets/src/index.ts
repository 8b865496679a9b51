export { cacheFolder } from './cifar10/cache-folder.ts';
export { type FetchCifar10Options, fetchCifar10 } from './cifar10/fetch-cifar10.ts';
export { type Cifar10Batch, type Cifar10Images, cifar10Batches, readCifar10 } from './cifar10/read-cifar10.ts';
export { type DatasetContract, datasetContractSchema, type InputContract, inputContractSchema } from './contract/contract.ts';
export { checkContract, parseContract } from './contract/parse-contract.ts';
export { type ResolvedContract, resolveContract } from './contract/resolve-contract.ts';
export { type Color, type Layout, type ResolvedInput, resolveInput, type Size } from './contract/resolve-input.ts';
export { type DiagnoseOptions, diagnose, diagnoseSamples } from './diagnose/diagnose.ts';
export type { DatasetDiagnostics, Diagnostic, DiagnosticCode } from './diagnose/diagnostic.ts';
export { DatasetError, type DatasetErrorCode } from './errors.ts';
export type { LayoutName } from './layout/layout.ts';
export { type DatasetLimits, defaultLimits } from './limits.ts';
export { predictedClass } from './metrics/answers.ts';
export {
  type Accumulator,
  type ConfidenceInterval,
  dropPoints,
  type FidelityResult,
  type MetricOptions,
  type MetricUnit,
  type PairedOutputs,
  type TaskResult,
} from './metrics/metric.ts';
export {
  type FidelityMetricName,
  fidelityMetricNames,
  type MetricName,
  metricNames,
  type TaskMetricName,
  taskMetricNames,
} from './metrics/metric-name.ts';
export { fidelityMetrics, taskMetrics } from './metrics/metrics.ts';
export type { ModelInput } from './model-input.ts';
export { type Dataset, type OpenDatasetOptions, openDataset } from './open-dataset.ts';
export type { Labels, Sample } from './sample.ts';
export { chooseSamples } from './split/choose-samples.ts';
export { type SeededRandom, seededRandom } from './split/seeded-random.ts';
export { type HeldOutSplit, splitHeldOut } from './split/split-held-out.ts';
export { type PackedDataset, packDataset } from './write/pack-dataset.ts';
export { writeNpy } from './write/write-npy.ts';
export { writeNpz } from './write/write-npz.ts';
export { writeZip, type ZipMember } from './write/write-zip.ts';
