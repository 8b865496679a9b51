import type { Tensor } from '@octet/onnx';
import type { FidelityMetricName, TaskMetricName } from './metric-name.ts';

/** What both models answered to one sample, and the truth where it is known. */
export interface PairedOutputs {
  readonly fp32: Readonly<Record<string, Tensor>>;
  readonly int8: Readonly<Record<string, Tensor>>;
  readonly label?: number | Tensor;
  /** Position in the data set; the number of the call where absent. */
  readonly index?: number;
}

export interface MetricOptions {
  /** The output that answers; where absent, the first with more than one element. Fidelity metrics look at all outputs. */
  readonly output?: string;
  /** Highest possible value, for psnr; where absent 255 for targets of whole numbers up to 255 that exceed 1, else the highest target seen. */
  readonly peak?: number;
  /** Label of pixels that do not count, for miou. Default 255. */
  readonly ignoreLabel?: number;
  /** For bootstrap intervals. Defaults 0, 1000, 0.95. */
  readonly seed?: number;
  readonly resamples?: number;
  readonly confidence?: number;
}

export interface ConfidenceInterval {
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
  readonly method: string;
}

/** `fraction`: 0 to 1. `decibel`. `error`: in the outputs' own unit (squared, for mse). */
export type MetricUnit = 'fraction' | 'decibel' | 'error';

export interface TaskResult {
  readonly kind: 'task';
  readonly metric: TaskMetricName;
  readonly unit: MetricUnit;
  readonly samples: number;
  readonly fp32: number;
  readonly int8: number;
  /** What quantization lost, positive is worse: see `dropPoints`. */
  readonly dropPoints: number;
  /** Of `dropPoints`, paired by sample. Absent below 2 samples. */
  readonly interval?: ConfidenceInterval;
  /** top1 and top5: samples that only INT8 got right, that only FP32 got right, and McNemar's exact two-sided p. */
  readonly fixed?: number;
  readonly broken?: number;
  readonly pValue?: number;
}

export interface FidelityResult {
  readonly kind: 'fidelity';
  readonly metric: FidelityMetricName;
  readonly samples: number;
  /** Over all outputs together; null where the metric says nothing about any of them. */
  readonly total: number | null;
  readonly outputs: Readonly<Record<string, number>>;
  /** agreement. */
  readonly interval?: ConfidenceInterval;
  /** sqnr_db: largest |x − x̂| by output, and the samples with the lowest SQNR over all outputs, worst first. */
  readonly maxAbsError?: Readonly<Record<string, number>>;
  readonly worst?: readonly { readonly index: number; readonly sqnrDb: number }[];
}

export interface Accumulator<R> {
  /** Throws a DatasetError 'dataset/no-labels' or 'dataset/wrong-shape' where the pair cannot be judged. */
  add(pair: PairedOutputs): void;
  result(): R;
}

/**
 * Fractions: 100 · (fp32 − int8), percentage points. Decibels: fp32 − int8. Errors: growth in percent, 100 · (int8 − fp32) / fp32, at most
 * 1e9, which is also any growth from 0.
 */
export const dropPoints: Readonly<Record<MetricUnit, (fp32: number, int8: number) => number>> = {
  fraction: (fp32, int8) => 100 * (fp32 - int8),
  decibel: (fp32, int8) => (fp32 === int8 ? 0 : fp32 - int8),
  error: (fp32, int8) => (int8 === fp32 ? 0 : Math.min((100 * (int8 - fp32)) / fp32, 1e9)),
};
