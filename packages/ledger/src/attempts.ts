import type { Claim, JobInput, Outcome, ProblemBody, WorkerCpu } from '@octet/contracts';
import { sql } from 'kysely';
import { isToken, newToken, tokenHash } from './attempt-token.ts';
import type { Database } from './database.ts';
import { addEvent, type Ending, endJob, json, problemBody } from './end-job.ts';
import { jobRowOf, type StoredJob, selectJob, workerGoneAfter } from './job-row.ts';
import { lockJob } from './jobs.ts';
import type { AttemptRef, Attempts } from './ledger.ts';

/** Log lines that a job keeps; later ones are dropped. */
const keptLogLines = 10_000;

interface AttemptRow {
  readonly token_hash: Buffer;
  readonly ended_at: Date | null;
  readonly outcome: Outcome | null;
}

export function attemptsOf(db: Database, { maxAttempts }: { readonly maxAttempts: number }): Attempts {
  return {
    async claim(jobId, workerId) {
      return await db.transaction().execute(async (tx) => {
        const job = await lockJob(tx, jobId);
        if (job?.state !== 'queued' || !(await serves(tx, workerId, job))) return undefined;
        const attempt = job.attempt + 1;
        const token = newToken();
        await sql`INSERT INTO attempts (job_id, n, token_hash, worker_id) VALUES (${jobId}, ${attempt}, ${tokenHash(token)}, ${workerId})`.execute(
          tx,
        );
        await sql`
          UPDATE jobs SET state = 'running', attempt = ${attempt}, worker_id = ${workerId}, stage = NULL, progress = NULL, message = NULL,
            eta_seconds = NULL, started_at = now(), version = version + 1 WHERE id = ${jobId}`.execute(tx);
        await addEvent(tx, { id: jobId, attempt }, 'job.started');
        return claimOf(job, { attempt, token });
      });
    },
    async isLive(ref) {
      return (await liveAttempt(db, ref)) !== undefined;
    },
    async describe(ref) {
      const row = await liveAttempt(db, ref);
      const job = row && (await selectJob(db, ref.jobId));
      if (row === undefined || job === undefined) return undefined;
      const { rows } = await sql<{ cpu: WorkerCpu }>`SELECT cpu FROM workers WHERE id = ${row.worker_id}`.execute(db);
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
    async finish(ref, outcome) {
      return await db.transaction().execute(async (tx) => {
        const job = await lockJob(tx, ref.jobId);
        const attempt = await attemptOf(tx, ref);
        if (job === undefined || attempt === undefined) return { result: 'fenced' };
        if (attempt.ended_at !== null) {
          return same(asTold(attempt.outcome), asTold(outcome)) ? { result: 'recorded', row: jobRowOf(job) } : { result: 'fenced' };
        }
        await endAttempt(tx, job, outcome);
        await sql`UPDATE jobs SET cpu_seconds = cpu_seconds + ${outcome.cpu_seconds} WHERE id = ${job.id}`.execute(tx);
        if (outcome.status === 'succeeded') await noteDiagnostics(tx, job, outcome.diagnostics);
        await conclude(tx, job, { outcome, maxAttempts });
        return { result: 'recorded', row: jobRowOf((await selectJob(tx, job.id)) as StoredJob) };
      });
    },
    async reapSilent(before) {
      const { rows } = await sql<{
        job_id: string;
      }>`SELECT job_id FROM attempts WHERE ended_at IS NULL AND heartbeat_at < ${before}`.execute(db);
      return await each(db, rows, async (tx, job) => {
        // Looked at again under the lock: a heartbeat may have come in between.
        const { numAffectedRows } = await sql`
          UPDATE attempts SET ended_at = now() WHERE job_id = ${job.id} AND ended_at IS NULL AND heartbeat_at < ${before}`.execute(tx);
        if (numAffectedRows !== 1n) return false;
        const detail = `The worker of attempt ${job.attempt} was not heard of any more.`;
        await conclude(tx, job, {
          outcome: { status: 'released', problem: problemBody('job/attempts-exhausted', detail), cpu_seconds: 0 },
          maxAttempts,
        });
        return true;
      });
    },
    async reapOverdue(now, graceSeconds) {
      const { rows } = await sql<{ job_id: string }>`
        SELECT id AS job_id FROM jobs WHERE (state = 'queued' AND created_at + max_queue_seconds * interval '1 second' < ${now} AND attempt = 0)
          OR (state IN ('running', 'canceling') AND started_at + (max_run_seconds + ${graceSeconds}) * interval '1 second' < ${now})`.execute(
        db,
      );
      return await each(db, rows, async (tx, job) => {
        if (job.state === 'queued' && job.created_at.getTime() + 1000 * job.max_queue_seconds < now.getTime()) {
          const detail = `No worker took the job within ${job.max_queue_seconds} s.${job.serving === 0 ? ` None with ${job.job_class} is connected.` : ''}`;
          await endJob(tx, job, { state: 'expired', problem: problemBody('job/queue-deadline', detail) });
          return true;
        }
        const started = job.started_at?.getTime() ?? now.getTime();
        if (!isLiveState(job) || started + 1000 * (job.max_run_seconds + graceSeconds) >= now.getTime()) return false;
        await sql`UPDATE attempts SET ended_at = now() WHERE job_id = ${job.id} AND ended_at IS NULL`.execute(tx);
        const problem = problemBody('job/time-limit', `The job ran longer than ${job.max_run_seconds} s, and its worker did not end it.`);
        await endJob(tx, job, job.state === 'canceling' ? { state: 'canceled' } : { state: 'failed', problem });
        return true;
      });
    },
  };
}

const isLiveState = ({ state }: StoredJob): boolean => state === 'running' || state === 'canceling';

async function serves(tx: Database, workerId: string, job: StoredJob): Promise<boolean> {
  const { rows } = await sql`
    SELECT 1 FROM workers WHERE id = ${workerId} AND ${job.job_class} = ANY (classes) AND last_seen_at > now() - ${workerGoneAfter}`.execute(
    tx,
  );
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

async function attemptOf(
  db: Database,
  { jobId, attempt, token }: AttemptRef,
): Promise<(AttemptRow & { readonly worker_id: string }) | undefined> {
  const { rows } = await sql<AttemptRow & { worker_id: string }>`
    SELECT token_hash, ended_at, outcome, worker_id FROM attempts WHERE job_id = ${jobId} AND n = ${attempt}`.execute(db);
  const [row] = rows;
  return row !== undefined && isToken(token, row.token_hash) ? row : undefined;
}

async function liveAttempt(db: Database, ref: AttemptRef) {
  const row = await attemptOf(db, ref);
  return row?.ended_at === null ? row : undefined;
}

async function endAttempt(tx: Database, job: StoredJob, outcome: Outcome): Promise<void> {
  await sql`UPDATE attempts SET ended_at = now(), outcome = ${json(outcome)} WHERE job_id = ${job.id} AND n = ${job.attempt}`.execute(tx);
}

/** What an attempt's end means for its job. A job that is being canceled is canceled, whatever its attempt says. */
async function conclude(
  tx: Database,
  job: StoredJob,
  { outcome, maxAttempts }: { readonly outcome: Outcome; readonly maxAttempts: number },
): Promise<void> {
  const ending = job.state === 'canceling' ? ({ state: 'canceled' } as const) : endingOf(outcome, job, maxAttempts);
  if (ending !== undefined) return await endJob(tx, job, ending);
  await sql`
    UPDATE jobs SET state = 'queued', stage = NULL, progress = NULL, message = NULL, eta_seconds = NULL, worker_id = NULL, queued_at = now(),
      dispatched_at = NULL, version = version + 1 WHERE id = ${job.id}`.execute(tx);
  await addEvent(tx, job, 'job.requeued', { problem_code: 'problem' in outcome ? outcome.problem.code : null });
}

/** Undefined: another attempt. A worker that gives up unasked has lost it as one that fell silent has. */
function endingOf(outcome: Outcome, { attempt }: StoredJob, maxAttempts: number): Ending | undefined {
  if (outcome.status === 'succeeded')
    return { state: 'succeeded', verdict: outcome.verdict, summary: outcome.summary, outputs: outcome.outputs };
  if (outcome.status === 'failed') return { state: 'failed', problem: outcome.problem };
  if (attempt < maxAttempts) return undefined;
  return { state: 'failed', problem: exhausted(outcome.status === 'released' ? outcome.problem : undefined, attempt) };
}

function exhausted(last: ProblemBody | undefined, attempts: number): ProblemBody {
  const detail = `${attempts} attempts were lost.${last === undefined ? '' : ` The last one: ${last.detail}`}`;
  return problemBody('job/attempts-exhausted', detail);
}

async function noteDiagnostics(tx: Database, job: StoredJob, diagnostics: readonly unknown[]): Promise<void> {
  await sql`
    UPDATE assets SET diagnostics = ${json(diagnostics)} WHERE tenant = ${job.tenant} AND kind = 'dataset' AND digest = ${job.calibration}`.execute(
    tx,
  );
}

async function addLog(
  tx: Database,
  { jobId, attempt }: AttemptRef,
  log: readonly { readonly level: string; readonly text: string }[],
): Promise<void> {
  if (log.length === 0) return;
  await sql`
    INSERT INTO job_logs (job_id, seq, attempt, level, text)
    SELECT ${jobId}, base.seq + line.n, ${attempt}, line.level, line.text
    FROM (SELECT coalesce(max(seq), 0) AS seq FROM job_logs WHERE job_id = ${jobId}) base,
      unnest(${log.map(({ level }) => level)}::text[], ${log.map(({ text }) => text)}::text[]) WITH ORDINALITY AS line (level, text, n)
    WHERE base.seq + line.n <= ${keptLogLines}`.execute(tx);
}

/** Runs `end` for each of the jobs in a transaction of its own, its row locked; answers those for which it said true. */
async function each(
  db: Database,
  rows: readonly { readonly job_id: string }[],
  end: (tx: Database, job: StoredJob) => Promise<boolean>,
): Promise<readonly string[]> {
  const ended: string[] = [];
  for (const { job_id } of rows) {
    const did = await db.transaction().execute(async (tx) => {
      const job = await lockJob(tx, job_id);
      return job !== undefined && (await end(tx, job));
    });
    if (did) ended.push(job_id);
  }
  return ended;
}

/** By the worker: evidence is added to a success before it is recorded, and not again when the outcome is repeated. */
const asTold = (outcome: Outcome | null): Outcome | null =>
  outcome?.status === 'succeeded' ? { ...outcome, outputs: outcome.outputs.filter(({ name }) => name !== 'evidence') } : outcome;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

// jsonb keeps no order of keys.
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
