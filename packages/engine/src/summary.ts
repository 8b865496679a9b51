import { type Decibels, type MetricName, metricKinds, pairedTimes, type Report } from '@octet/contracts';

/**
 * A report's figures in one flat object, for scripts. Fractional metrics and agreement in percent, latencies in milliseconds at one thread;
 * null is what was not measured.
 */
export interface Summary {
  readonly model: string;
  readonly fp32_bytes: number;
  readonly int8_bytes: number;
  readonly size_ratio: number;
  readonly samples: number | null;
  readonly metric: MetricName | null;
  readonly fp32: number | null;
  readonly int8: number | null;
  readonly drop_points: number | null;
  readonly agreement: number | null;
  readonly sqnr_db: Decibels | null;
  readonly fp32_ms: number | null;
  readonly int8_ms: number | null;
  readonly speedup: number | null;
  readonly integer_kernels: { readonly integer: number; readonly float: number } | null;
}

export function summaryOf({ subject, size, accuracy, latency, execution }: Report): Summary {
  const metric = accuracy?.metric;
  const percent = metric !== undefined && metricKinds[metric.name].unit === 'fraction' ? 100 : 1;
  const sqnrDb = accuracy?.sqnr_db;
  const oneThread = latency?.runs.find(({ threads }) => threads === 1);
  const totals = execution?.totals;
  return {
    model: subject.model_name,
    fp32_bytes: size.fp32_file_bytes,
    int8_bytes: size.int8_file_bytes,
    size_ratio: rounded(size.file_ratio, 3),
    samples: accuracy?.evaluated_on.sample_count ?? null,
    metric: metric?.name ?? null,
    fp32: metric ? rounded(percent * metric.fp32, 3) : null,
    int8: metric ? rounded(percent * metric.int8, 3) : null,
    drop_points: metric ? rounded(metric.drop_points, 3) : null,
    agreement: accuracy?.agreement ? rounded(100 * accuracy.agreement.rate, 2) : null,
    sqnr_db: typeof sqnrDb === 'number' ? rounded(sqnrDb, 2) : (sqnrDb ?? null),
    fp32_ms: oneThread ? rounded(pairedTimes(oneThread).fp32Us / 1000, 4) : null,
    int8_ms: oneThread ? rounded(pairedTimes(oneThread).int8Us / 1000, 4) : null,
    speedup: oneThread ? rounded(oneThread.speedup, 2) : null,
    integer_kernels: totals ? { integer: totals.linear_integer_count, float: totals.linear_float_count } : null,
  };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
