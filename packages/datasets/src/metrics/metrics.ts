import type { Labels } from '../sample.ts';
import { agreement } from './agreement.ts';
import { auc } from './auc.ts';
import { cosine } from './cosine.ts';
import { macroF1 } from './macro-f1.ts';
import { meanIou } from './mean-iou.ts';
import type { Accumulator, FidelityResult, MetricOptions, TaskResult } from './metric.ts';
import type { FidelityMetricName, TaskMetricName } from './metric-name.ts';
import { sqnrDb } from './signal-noise.ts';
import { targetError } from './target-error.ts';
import { topK } from './top-k.ts';

/** Metrics against labels: which labels they need, and how to start counting. */
export const taskMetrics = {
  top1: { labels: 'classes', create: (options) => topK(1, options) },
  top5: { labels: 'classes', create: (options) => topK(5, options) },
  'macro-f1': { labels: 'classes', create: macroF1 },
  auc: { labels: 'classes', create: auc },
  mse: { labels: 'targets', create: (options) => targetError('mse', options) },
  mae: { labels: 'targets', create: (options) => targetError('mae', options) },
  psnr: { labels: 'targets', create: (options) => targetError('psnr', options) },
  miou: { labels: 'targets', create: meanIou },
} as const satisfies Record<
  TaskMetricName,
  { readonly labels: Labels['kind']; readonly create: (options?: MetricOptions) => Accumulator<TaskResult> }
>;

/** Metrics that compare the two models and need no labels. */
export const fidelityMetrics = {
  agreement: { create: agreement },
  sqnr_db: { create: sqnrDb },
  cosine: { create: cosine },
} as const satisfies Record<FidelityMetricName, { readonly create: (options?: MetricOptions) => Accumulator<FidelityResult> }>;
