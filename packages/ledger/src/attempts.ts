import { isDeepStrictEqual } from 'node:util';
import type { Claim, JobInput, Outcome, WorkerCpu } from '@octet/contracts';
import { sql } from 'kysely';
import { isToken, newToken, tokenHash } from './attempt-token.ts';
import { conclude } from './conclude.ts';
import { addUsage } from './daily-usage.ts';
import type { Database } from './database.ts';
import { addEvent } from './end-job.ts';
import { addLog } from './job-log.ts';
import { jobRowOf, type StoredJob, selectJob, workerGoneAfter } from './job-row.ts';
import type { AttemptRef, Attempts } from './ledger.ts';
import { lockJob } from './lock-job.ts';
import { reapersOf } from './reap.ts';
import { asStored, json } from './storable-text.ts';

interface AttemptRow {
  readonly token_hash: Buffer;
  readonly ended_at: Date | null;
  readonly outcome: Outcome | null;
  readonly worker_id: string;
}

export interface AttemptRules {
  readonly maxAttempts: number;
  /** Jobs of one tenant that run at once; those beyond wait. */
  readonly runningJobs: number;
}

export function attemptsOf(db: Database, { maxAttempts, runningJobs }: AttemptRules): Attempts {
  return {
    async claim(jobId, workerId) {
      return await db.transaction().execute(async (tx) => {
        const job = await lockJob(tx, jobId);
        if (job?.state !== 'queued' || !(await serves(tx, workerId, job))) return undefined;
        if ((await runningOf(tx, job.tenant)) >= runningJobs) {
          // Its ticket is used up: the reconciler hands out another one until the job's turn has come.
          await sql`UPDATE jobs SET dispatched_at = NULL WHERE id = ${jobId}`.execute(tx);
          return undefined;
        }
        const attempt = job.attempt + 1;
        const token = newToken();
        await sql`
          INSERT INTO attempts (job_id, n, token_hash, worker_id) VALUES (${jobId}, ${attempt}, ${tokenHash(token)}, ${workerId})`.execute(
          tx,
        );
        await sql`
          UPDATE jobs SET state = 'running', attempt = ${attempt}, worker_id = ${workerId}, started_at = now(), version = version + 1
          WHERE id = ${jobId}`.execute(tx);
        await addEvent(tx, { id: jobId, attempt }, 'job.started');
        return claimOf(job, { attempt, token });
      });
    },
    async isLive(ref) {
      return (await liveAttempt(db, ref)) !== undefined;
    },
    async describe(ref) {
      const attempt = await liveAttempt(db, ref);
      const job = attempt && (await selectJob(db, ref.jobId));
      if (attempt === undefined || job === undefined) return undefined;
      const { rows } = await sql<{ cpu: WorkerCpu }>`SELECT cpu FROM workers WHERE id = ${attempt.worker_id}`.execute(db);
      return { job: jobRowOf(job).job, cpu: rows[0]?.cpu ?? null };
    },
    async inputsOf(ref) {
      const job = (await liveAttempt(db, ref)) && (await selectJob(db, ref.jobId));
      return job && [job.model, job.calibration, ...(job.evaluation === null ? [] : [job.evaluation])];
    },
    async heartbeat(ref, { stage, progress, eta_seconds, message, log }) {
      return await db.transaction().execute(async (tx) => {
        const job = await lockJob(tx, ref.jobId);
        if (job === undefined || (await liveAttempt(tx, ref)) === undefined) return undefined;
        await sql`UPDATE attempts SET heartbeat_at = now() WHERE job_id = ${ref.jobId} AND n = ${ref.attempt}`.execute(tx);
        await sql`
          UPDATE jobs SET stage = ${stage}, progress = ${progress}, eta_seconds = ${eta_seconds}, message = ${message}, version = version + 1
          WHERE id = ${ref.jobId} AND (stage, progress, eta_seconds, message)
            IS DISTINCT FROM (${stage}::text, ${progress}::double precision, ${eta_seconds}::double precision, ${message}::text)`.execute(
          tx,
        );
        if (stage !== null && stage !== job.stage) await addEvent(tx, job, 'job.stage', { stage });
        await addLog(tx, ref, log);
        return { action: job.state === 'canceling' ? 'cancel' : 'continue' };
      });
    },
    async finish(ref, given) {
      const outcome = asStored(given);
      return await db.transaction().execute(async (tx) => {
        const job = await lockJob(tx, ref.jobId);
        const attempt = await attemptOf(tx, ref);
        if (job === undefined || attempt === undefined) return { result: 'fenced' };
        if (attempt.ended_at !== null) {
          const again = isDeepStrictEqual(asTold(attempt.outcome), asTold(outcome));
          return again ? { result: 'recorded', row: jobRowOf(job) } : { result: 'fenced' };
        }
        await sql`
          UPDATE attempts SET ended_at = now(), outcome = ${json(outcome)} WHERE job_id = ${job.id} AND n = ${ref.attempt}`.execute(tx);
        await conclude(tx, job, { end: outcome, maxAttempts });
        if (outcome.status === 'succeeded') await noteDiagnostics(tx, job, outcome.diagnostics);
        await addUsage(tx, job.tenant, { jobs: 0, cpuSeconds: outcome.cpu_seconds });
        return { result: 'recorded', row: jobRowOf((await selectJob(tx, job.id)) as StoredJob) };
      });
    },
    ...reapersOf(db, { maxAttempts }),
  };
}

async function runningOf(tx: Database, tenant: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*)::int AS count FROM jobs WHERE tenant = ${tenant} AND state IN ('running', 'canceling')`.execute(tx);
  return rows[0]?.count ?? 0;
}

async function serves(tx: Database, workerId: string, job: StoredJob): Promise<boolean> {
  const { rows } = await sql`
    SELECT 1 FROM workers
    WHERE id = ${workerId} AND ${job.job_class} = ANY (classes) AND last_seen_at > now() - ${workerGoneAfter}`.execute(tx);
  return rows.length > 0;
}

function claimOf(
  job: StoredJob,
  { attempt, token }: { readonly attempt: number; readonly token: string },
): Omit<Claim, 'heartbeat_seconds'> {
  const { job: told } = jobRowOf(job);
  const input = (given: JobInput) => ({ ...given, path: `/internal/v1/attempts/${job.id}/${attempt}/inputs/${given.digest}` });
  return {
    job_id: job.id,
    attempt,
    token,
    recipe: job.recipe as Claim['recipe'],
    max_run_seconds: job.max_run_seconds,
    model: input(told.model),
    calibration: input(told.calibration),
    evaluation: told.evaluation === null ? null : input(told.evaluation),
  };
}

/** The attempt, ended or not, where the token is its own. */
async function attemptOf(db: Database, { jobId, attempt, token }: AttemptRef): Promise<AttemptRow | undefined> {
  const { rows } = await sql<AttemptRow>`
    SELECT token_hash, ended_at, outcome, worker_id FROM attempts WHERE job_id = ${jobId} AND n = ${attempt}`.execute(db);
  const [row] = rows;
  return row !== undefined && isToken(token, row.token_hash) ? row : undefined;
}

async function liveAttempt(db: Database, ref: AttemptRef): Promise<AttemptRow | undefined> {
  const row = await attemptOf(db, ref);
  return row?.ended_at === null ? row : undefined;
}

async function noteDiagnostics(tx: Database, job: StoredJob, diagnostics: readonly unknown[]): Promise<void> {
  await sql`
    UPDATE assets SET diagnostics = ${json(diagnostics)}
    WHERE tenant = ${job.tenant} AND kind = 'dataset' AND digest = ${job.calibration}`.execute(tx);
}

/** By the worker: evidence is added to a success before it is recorded, and not again when the outcome is repeated. */
const asTold = (outcome: Outcome | null): Outcome | null =>
  outcome?.status === 'succeeded' ? { ...outcome, outputs: outcome.outputs.filter(({ name }) => name !== 'evidence') } : outcome;
