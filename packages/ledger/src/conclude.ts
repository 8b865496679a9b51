import type { Outcome } from '@octet/contracts';
import { sql } from 'kysely';
import type { Database } from './database.ts';
import { addEvent, type Ending, endJob } from './end-job.ts';
import type { StoredJob } from './job-row.ts';
import { problemBody } from './problem-body.ts';

/** How an attempt ended: as its worker told, or in silence. */
export type AttemptEnd = Outcome | { readonly status: 'lost'; readonly detail: string };

/** What an attempt's end means for its job. A job that is being canceled is canceled, whatever its attempt says. */
export async function conclude(
  tx: Database,
  job: StoredJob,
  { end, maxAttempts }: { readonly end: AttemptEnd; readonly maxAttempts: number },
): Promise<void> {
  const ending = job.state === 'canceling' ? ({ state: 'canceled' } as const) : endingOf(end, job, maxAttempts);
  if (ending !== undefined) return await endJob(tx, job, ending);
  await sql`
    UPDATE jobs SET state = 'queued', stage = NULL, progress = NULL, message = NULL, eta_seconds = NULL, worker_id = NULL, started_at = NULL,
      queued_at = now(), dispatched_at = NULL, version = version + 1 WHERE id = ${job.id}`.execute(tx);
  await addEvent(tx, job, 'job.requeued', { problem_code: end.status === 'released' ? end.problem.code : null });
}

/** Undefined: another attempt. A worker that gives up unasked has lost the job as one that fell silent has. */
function endingOf(end: AttemptEnd, { attempt }: StoredJob, maxAttempts: number): Ending | undefined {
  if (end.status === 'succeeded') return { state: 'succeeded', verdict: end.verdict, summary: end.summary, outputs: end.outputs };
  if (end.status === 'failed') return { state: 'failed', problem: end.problem };
  if (attempt < maxAttempts) return undefined;
  const detail = `${attempt} attempts were lost. The last one: ${reasonOf(end)}`;
  return { state: 'failed', problem: problemBody('job/attempts-exhausted', detail) };
}

function reasonOf(end: Extract<AttemptEnd, { readonly status: 'released' | 'canceled' | 'lost' }>): string {
  if (end.status === 'canceled') return 'its worker gave up.';
  return end.status === 'released' ? end.problem.detail : end.detail;
}
