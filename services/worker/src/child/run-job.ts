import { type JobSummary, problemOf, type Report } from '@octet/contracts';
import { quantize, summaryOf } from '@octet/engine';
import { isAllocationFailure } from './allocation-failure.ts';
import type { ChildAnswer, ChildEvent, ChildJob } from './messages.ts';
import { throttle } from './throttle.ts';

/** Runs the job. Never rejects: a job that cannot be done is an answer too. */
export async function runJob({ bounds: _, ...job }: ChildJob, tell: (event: ChildEvent) => void): Promise<ChildAnswer> {
  try {
    const { report } = await quantize({ ...job, onEvent: throttle(tell) });
    return {
      kind: 'succeeded',
      verdict: report.verdict,
      summary: jobSummary(report),
      diagnostics: report.data_diagnostics.map(({ severity, code, message }) => ({ severity, code, message })),
    };
  } catch (error) {
    return failure(error);
  }
}

function failure(error: unknown): ChildAnswer {
  if (isAllocationFailure(error)) {
    const said = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', code: 'job/out-of-memory', detail: `The engine asked for more memory than a job may have: ${said}` };
  }
  const { code, detail, where, faults } = problemOf(error);
  // A fault of Octet itself: its text is for the operator, and stderr is where he reads.
  if (code === 'internal') process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return {
    kind: 'failed',
    code,
    detail,
    ...(where === undefined ? {} : { where }),
    ...(faults === undefined ? {} : { faults: [...faults] }),
  };
}

function jobSummary(report: Report): JobSummary {
  const { model: _, sqnr_db, ...figures } = summaryOf(report);
  const seconds = report.provenance.stages.reduce((sum, stage) => sum + stage.seconds, 0);
  return {
    outcome: report.subject.outcome,
    headline: report.headline,
    ...figures,
    sqnr_db: sqnr_db === 'exact' ? 'Infinity' : sqnr_db === 'no-signal' ? null : sqnr_db,
    integer_kernels: figures.integer_kernels === null ? null : { ...figures.integer_kernels },
    engine_seconds: Number(seconds.toFixed(3)),
  };
}
