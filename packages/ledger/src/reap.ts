import { sql } from 'kysely';
import { conclude } from './conclude.ts';
import type { Database } from './database.ts';
import { endJob } from './end-job.ts';
import type { StoredJob } from './job-row.ts';
import type { Attempts } from './ledger.ts';
import { lockJob } from './lock-job.ts';
import { problemBody } from './problem-body.ts';

/** Ends what nobody else will. Each job is looked at again under its lock: a heartbeat, claim or outcome may have come in between. */
export function reapersOf(db: Database, { maxAttempts }: { readonly maxAttempts: number }): Pick<Attempts, 'reapSilent' | 'reapOverdue'> {
  return {
    async reapSilent(before) {
      const { rows } = await sql<{ id: string }>`
        SELECT job_id AS id FROM attempts WHERE ended_at IS NULL AND heartbeat_at < ${before}`.execute(db);
      return await forEachLocked(db, rows, async (tx, job) => {
        const { numAffectedRows } = await sql`
          UPDATE attempts SET ended_at = now() WHERE job_id = ${job.id} AND ended_at IS NULL AND heartbeat_at < ${before}`.execute(tx);
        if (numAffectedRows !== 1n) return false;
        await conclude(tx, job, { end: { status: 'lost', detail: 'its worker was not heard of any more.' }, maxAttempts });
        return true;
      });
    },
    async reapOverdue(now, graceSeconds) {
      const overdue = sql`(
        (state = 'queued' AND queued_at + max_queue_seconds * interval '1 second' < ${now})
        OR (state IN ('running', 'canceling') AND started_at + (max_run_seconds + ${graceSeconds}) * interval '1 second' < ${now}))`;
      const { rows } = await sql<{ id: string }>`SELECT id FROM jobs WHERE ${overdue}`.execute(db);
      return await forEachLocked(db, rows, async (tx, job) => {
        const still = await sql`SELECT 1 FROM jobs WHERE id = ${job.id} AND ${overdue}`.execute(tx);
        if (still.rows.length === 0) return false;
        await (job.state === 'queued' ? expireQueued(tx, job) : endOverdue(tx, job));
        return true;
      });
    },
  };
}

async function expireQueued(tx: Database, job: StoredJob): Promise<void> {
  const { max_queue_seconds: seconds, job_class, serving } = job;
  const none = job_class === 'any' ? ' None is connected.' : ` None that has ${job_class} is connected.`;
  const detail = `No worker took the job within ${seconds} s.${serving === 0 ? none : ''}`;
  await endJob(tx, job, { state: 'expired', problem: problemBody('job/queue-deadline', detail) });
}

async function endOverdue(tx: Database, job: StoredJob): Promise<void> {
  await sql`UPDATE attempts SET ended_at = now() WHERE job_id = ${job.id} AND ended_at IS NULL`.execute(tx);
  const detail = `The job ran longer than ${job.max_run_seconds} s, and its worker did not end it.`;
  await endJob(
    tx,
    job,
    job.state === 'canceling' ? { state: 'canceled' } : { state: 'failed', problem: problemBody('job/time-limit', detail) },
  );
}

/** A transaction a job, its row locked; answers the jobs for which `end` said true. */
async function forEachLocked(
  db: Database,
  rows: readonly { readonly id: string }[],
  end: (tx: Database, job: StoredJob) => Promise<boolean>,
): Promise<readonly string[]> {
  const ended: string[] = [];
  for (const { id } of rows) {
    const did = await db.transaction().execute(async (tx) => {
      const job = await lockJob(tx, id);
      return job !== undefined && (await end(tx, job));
    });
    if (did) ended.push(id);
  }
  return ended;
}
