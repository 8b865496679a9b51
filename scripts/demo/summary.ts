import { decibelsAsNumber } from '@octet/contracts';
import { summaryOf } from '@octet/engine';
import type { DemoRun } from './through-the-service.ts';

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
  readonly job_id: string;
  /** From the first byte sent to the last file verified, less the engine's own stages. */
  readonly overhead_seconds: number;
  readonly webhook_verified: boolean;
  readonly evidence_verified: boolean;
}

/** The demo's figures, all taken from the report. Throws where the report does not have what the demo has asked the engine to measure. */
export function summarize(run: DemoRun, { seconds, reportPath }: { readonly seconds: number; readonly reportPath: string }): DemoSummary {
  const summary = summaryOf(run.report);
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
    seconds: Number(seconds.toFixed(1)),
    report: reportPath,
    job_id: run.jobId,
    overhead_seconds: Number(run.overheadSeconds.toFixed(2)),
    webhook_verified: run.webhookVerified,
    evidence_verified: run.evidenceVerified,
  };
}

function measured<T>(value: T | null, what: string): T {
  if (value === null) throw new Error(`the report holds no ${what}; the demo cannot be summarized`);
  return value;
}
