import type { DemoSummary } from './summary.ts';

const MiB = 2 ** 20;

/** The summary as a table of three columns for people: FP32, INT8, and what that means. */
export function summaryTable(summary: DemoSummary): string {
  const { integer, float } = summary.integer_kernels;
  const rows: readonly (readonly [string, string, string, string])[] = [
    [summary.model, 'FP32', 'INT8', ''],
    ['size', `${mebi(summary.fp32_bytes)} MiB`, `${mebi(summary.int8_bytes)} MiB`, `${summary.size_ratio.toFixed(2)}× smaller`],
    [
      `${summary.metric} on ${summary.samples} images`,
      `${summary.fp32.toFixed(2)} %`,
      `${summary.int8.toFixed(2)} %`,
      drop(summary.drop_points),
    ],
    ['same answer as FP32', '', `${summary.agreement.toFixed(2)} %`, ''],
    ['signal to quantization noise', '', `${summary.sqnr_db.toFixed(1)} dB`, ''],
    [
      'latency, 1 thread, batch 1',
      `${summary.fp32_ms.toFixed(3)} ms`,
      `${summary.int8_ms.toFixed(3)} ms`,
      `${summary.speedup.toFixed(2)}× faster`,
    ],
    ['Conv and Gemm run in integers', '', `${integer} of ${integer + float}`, ''],
    ['service overhead', '', `${summary.overhead_seconds.toFixed(2)} s`, ''],
    ['webhook, evidence', '', summary.webhook_verified && summary.evidence_verified ? 'verified' : 'NOT VERIFIED', ''],
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(([label, ...cells]) =>
      [label.padEnd(widths[0] ?? 0), ...cells.map((cell, i) => cell.padStart(widths[i + 1] ?? 0))].join('   ').trimEnd(),
    )
    .join('\n');
}

function mebi(bytes: number): string {
  return (bytes / MiB).toFixed(2);
}

function drop(points: number): string {
  return `${Math.abs(points).toFixed(2)} points ${points < 0 ? 'gained' : 'lost'}`;
}
