/** Metrics against labels, then those that compare the two models without labels. */
export const taskMetricNames = ['top1', 'top5', 'macro-f1', 'mse', 'mae', 'psnr', 'auc', 'miou'] as const;
export const fidelityMetricNames = ['agreement', 'sqnr_db', 'cosine'] as const;
export const metricNames = [...taskMetricNames, ...fidelityMetricNames] as const;

export type TaskMetricName = (typeof taskMetricNames)[number];
export type FidelityMetricName = (typeof fidelityMetricNames)[number];
export type MetricName = (typeof metricNames)[number];
