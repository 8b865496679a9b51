import type { Job } from '@octet/contracts';
import { table } from '../table.ts';

/** A job that has ended, in a few lines for people. */
export function jobTable(job: Job): string {
  const { summary, problem } = job;
  const rows: [string, string | number][] = [
    ['state', job.state],
    ['verdict', job.verdict ?? '-'],
  ];
  if (problem !== null) rows.push(['problem', `${problem.code}: ${problem.detail}`], ['fix', problem.fix]);
  if (summary !== null) {
    const { metric, fp32, int8, drop_points, sqnr_db, fp32_ms, int8_ms, speedup, integer_kernels } = summary;
    rows.push(
      ['outcome', summary.outcome],
      ['size', `${bytes(summary.fp32_bytes)} → ${bytes(summary.int8_bytes)}, ${summary.size_ratio}× smaller`],
    );
    if (metric !== null) rows.push([metric, `${fp32} → ${int8}, drop ${drop_points} points, on ${summary.samples} samples`]);
    if (sqnr_db !== null) rows.push(['SQNR', `${sqnr_db} dB`]);
    if (speedup !== null) rows.push(['latency', `${fp32_ms} → ${int8_ms} ms, ${speedup}× faster, 1 thread`]);
    if (integer_kernels !== null)
      rows.push(['integer kernels', `${integer_kernels.integer} of ${integer_kernels.integer + integer_kernels.float} linear nodes`]);
    rows.push(['engine', `${summary.engine_seconds} s`]);
  }
  return table(['job', job.id], rows);
}

const bytes = (count: number): string => (count < 1e6 ? `${(count / 1e3).toFixed(1)} kB` : `${(count / 1e6).toFixed(2)} MB`);
