import { decibelsAsNumber, type MetricName, metricKinds, type Report } from '@octet/contracts';

/** What `npm run demo -- --json` prints. Accuracies in percent, latencies in milliseconds at one thread and batch 1. */
export interface DemoSummary {
  readonly model: string;
  readonly fp32_bytes: number;
  readonly int8_bytes: number;
  readonly size_ratio: number;
  readonly samples: number;
  readonly metric: string;
  readonly fp32: number;
  readonly int8: number;
  readonly drop_points: number;
  readonly agreement: number;
  readonly sqnr_db: number;
  readonly fp32_ms: number;
  readonly int8_ms: number;
  readonly speedup: number;
  readonly integer_kernels: { readonly integer: number; readonly float: number };
  readonly seconds: number;
  readonly report: string;
}

/** The demo's figures, all taken from the report. Throws where the report lacks what the demo has asked the engine to measure. */
export function summarize(report: Report, run: { readonly seconds: number; readonly reportPath: string }): DemoSummary {
  const accuracy = measured(report.accuracy, 'accuracy');
  const metric = measured(accuracy.metric, 'a metric on labels');
  const latency = measured(
    report.latency?.runs.find(({ threads }) => threads === 1),
    'latency at one thread',
  );
  const { linear_integer_count, linear_float_count } = measured(report.execution, 'proof of integer execution').totals;
  return {
    model: report.subject.model_name,
    fp32_bytes: report.size.fp32_file_bytes,
    int8_bytes: report.size.int8_file_bytes,
    size_ratio: rounded(report.size.file_ratio, 3),
    samples: accuracy.evaluated_on.sample_count,
    metric: metric.name,
    fp32: rounded(shown(metric.name, metric.fp32), 3),
    int8: rounded(shown(metric.name, metric.int8), 3),
    drop_points: rounded(metric.drop_points, 3),
    agreement: rounded(100 * measured(accuracy.agreement, 'agreement').rate, 2),
    sqnr_db: rounded(decibelsAsNumber(accuracy.sqnr_db), 2),
    fp32_ms: rounded(latency.fp32.p50_us / 1000, 4),
    int8_ms: rounded(latency.int8.p50_us / 1000, 4),
    speedup: rounded(latency.speedup, 2),
    integer_kernels: { integer: linear_integer_count, float: linear_float_count },
    seconds: rounded(run.seconds, 1),
    report: run.reportPath,
  };
}

/** A fraction in percent; what has a unit of its own, as it is. */
function shown(metric: MetricName, value: number): number {
  return metricKinds[metric].unit === 'fraction' ? 100 * value : value;
}

function measured<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the report holds no ${what}; the demo cannot be summarized`);
  return value;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
