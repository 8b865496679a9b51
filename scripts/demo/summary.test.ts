import type { Report } from '@octet/contracts';
import { expect, it } from 'vitest';
import { summarize } from './summary.ts';
import { summaryTable } from './summary-table.ts';

/** Only what the summary reads; the rest of a report does not matter here. */
const report = {
  subject: { model_name: 'minicnn.onnx' },
  size: { fp32_file_bytes: 33_660_672, int8_file_bytes: 8_440_000, file_ratio: 3.988_231 },
  accuracy: {
    metric: { name: 'top1', fp32: 0.7627, int8: 0.7632, drop_points: -0.05 },
    agreement: { rate: 0.990_849 },
    sqnr_db: 36.244_9,
    evaluated_on: { sample_count: 10_000 },
  },
  latency: {
    runs: [
      { threads: 2, speedup: 8.4, fp32: { p50_us: 1100 }, int8: { p50_us: 131 } },
      { threads: 1, speedup: 7.348, fp32: { p50_us: 2046.31 }, int8: { p50_us: 278.5 } },
    ],
  },
  execution: { totals: { linear_integer_count: 4, linear_float_count: 0 } },
} as unknown as Report;
const run = { jobId: 'job_1', report, overheadSeconds: 1.234, webhookVerified: true, evidenceVerified: true };
const told = { seconds: 41.26, reportPath: '/out/report.html' };

it('takes every figure from the report, latency at one thread', () => {
  expect(summarize(run, told)).toEqual({
    model: 'minicnn.onnx',
    fp32_bytes: 33_660_672,
    int8_bytes: 8_440_000,
    size_ratio: 3.988,
    samples: 10_000,
    metric: 'top1',
    fp32: 76.27,
    int8: 76.32,
    drop_points: -0.05,
    agreement: 99.08,
    sqnr_db: 36.24,
    fp32_ms: 2.0463,
    int8_ms: 0.2785,
    speedup: 7.35,
    integer_kernels: { integer: 4, float: 0 },
    seconds: 41.3,
    report: '/out/report.html',
    job_id: 'job_1',
    overhead_seconds: 1.23,
    webhook_verified: true,
    evidence_verified: true,
  });
});

it('fails rather than leave a figure out', () => {
  expect(() => summarize({ ...run, report: { ...report, latency: undefined } as unknown as Report }, told)).toThrow(
    'the report holds no latency at one thread',
  );
});

it('prints as a table that lines up', () => {
  expect(summaryTable(summarize(run, told))).toBe(
    [
      'minicnn.onnx                         FP32       INT8',
      'size                            32.10 MiB   8.05 MiB        3.99× smaller',
      'top1 on 10000 images              76.27 %    76.32 %   0.05 points gained',
      'same answer as FP32                          99.08 %',
      'signal to quantization noise                 36.2 dB',
      'latency, 1 thread, batch 1       2.046 ms   0.279 ms         7.35× faster',
      'Conv and Gemm run in integers                 4 of 4',
      'service overhead                              1.23 s',
      'webhook, evidence                           verified',
    ].join('\n'),
  );
});
