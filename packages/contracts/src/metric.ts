import Type, { type Static } from 'typebox';

export const metricNames = ['top1', 'top5', 'macro-f1', 'mse', 'mae', 'psnr', 'auc', 'miou'] as const;
export const metricSchema = Type.Enum(metricNames);
export type MetricName = Static<typeof metricSchema>;

export interface MetricKind {
  readonly title: string;
  /** `fraction`: 0 to 1, shown in percent. `decibel`: as it is. `error`: in the outputs' own unit (squared, for MSE). */
  readonly unit: 'fraction' | 'decibel' | 'error';
  readonly higherIsBetter: boolean;
}

export const metricKinds = {
  top1: { title: 'Top-1 accuracy', unit: 'fraction', higherIsBetter: true },
  top5: { title: 'Top-5 accuracy', unit: 'fraction', higherIsBetter: true },
  'macro-f1': { title: 'Macro F1', unit: 'fraction', higherIsBetter: true },
  auc: { title: 'Area under the ROC curve', unit: 'fraction', higherIsBetter: true },
  miou: { title: 'Mean intersection over union', unit: 'fraction', higherIsBetter: true },
  psnr: { title: 'PSNR', unit: 'decibel', higherIsBetter: true },
  mse: { title: 'Mean squared error', unit: 'error', higherIsBetter: false },
  mae: { title: 'Mean absolute error', unit: 'error', higherIsBetter: false },
} as const satisfies Record<MetricName, MetricKind>;

/**
 * What quantization lost, in points; positive is worse. Fractions: 100 · (fp32 − int8), percentage points. Decibels: fp32 − int8. Errors:
 * 100 · (int8 − fp32) / fp32, the growth in percent, at most 1e9 (also any growth from an FP32 error of 0).
 */
export function dropPoints(metric: MetricName, values: { readonly fp32: number; readonly int8: number }): number {
  const { fp32, int8 } = values;
  return dropIn[metricKinds[metric].unit](fp32, int8);
}

const dropIn = {
  fraction: (fp32, int8) => 100 * (fp32 - int8),
  decibel: (fp32, int8) => fp32 - int8,
  error: (fp32, int8) => (int8 === fp32 ? 0 : Math.min((100 * (int8 - fp32)) / fp32, 1e9)),
} satisfies Record<MetricKind['unit'], (fp32: number, int8: number) => number>;
