import { decibelsAsNumber, type Report } from '@octet/contracts';
import { summaryOf } from '@octet/engine';

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
  const summary = summaryOf(report);
  return {
    ...summary,
    samples: measured(summary.samples, 'accuracy'),
    metric: measured(summary.metric, 'a metric on labels'),
    fp32: measured(summary.fp32, 'a metric on labels'),
    int8: measured(summary.int8, 'a metric on labels'),
    drop_points: measured(summary.drop_points, 'a metric on labels'),
    agreement: measured(summary.agreement, 'agreement'),
    sqnr_db: decibelsAsNumber(measured(summary.sqnr_db, 'accuracy')),
    fp32_ms: measured(summary.fp32_ms, 'latency at one thread'),
    int8_ms: measured(summary.int8_ms, 'latency at one thread'),
    speedup: measured(summary.speedup, 'latency at one thread'),
    integer_kernels: measured(summary.integer_kernels, 'proof of integer execution'),
    seconds: Number(run.seconds.toFixed(1)),
    report: run.reportPath,
  };
}

function measured<T>(value: T | null, what: string): T {
  if (value === null) throw new Error(`the report holds no ${what}; the demo cannot be summarized`);
  return value;
}
