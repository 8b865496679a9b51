import type { JobClass } from '@octet/contracts';
import { sql } from 'kysely';
import { addUsage, recentUsage } from './daily-usage.ts';
import type { Database } from './database.ts';
import { addEvent } from './end-job.ts';
import { newId } from './id.ts';
import { completeIdempotency } from './idempotency.ts';
import { jobRowOf, selectJob } from './job-row.ts';
import type { IdempotencyKey, JobRow, Quota, Submission } from './ledger.ts';
import { json } from './storable-text.ts';
import { submissionLock } from './submission-lock.ts';

export type Submitted =
  | { readonly result: 'created'; readonly row: JobRow }
  | { readonly result: 'unknown-input'; readonly field: 'model' | 'calibration' | 'evaluation' }
  | { readonly result: 'over-quota'; readonly quota: keyof Quota };

const accepted = 202;

interface InputRow {
  readonly kind: 'model' | 'dataset';
  readonly digest: string;
  readonly bytes: number;
  readonly filename: string;
}

export async function submitJob(
  db: Database,
  tenant: string,
  submission: Submission,
  { quota, idempotency }: { readonly quota: Quota; readonly idempotency?: IdempotencyKey | undefined },
): Promise<Submitted> {
  return await db.transaction().execute(async (tx) => {
    await sql`SELECT pg_advisory_xact_lock(${submissionLock})`.execute(tx);
    const earlier = idempotency && (await madeBefore(tx, tenant, idempotency));
    if (earlier !== undefined) return { result: 'created', row: earlier };
    const over = await exceeded(tx, tenant, quota);
    if (over !== undefined) return { result: 'over-quota', quota: over };

    const { model, calibration, evaluation } = submission;
    const datasets = [calibration, ...(evaluation === undefined ? [] : [evaluation])];
    const { rows } = await sql<InputRow>`
      UPDATE assets SET used_at = now()
      WHERE tenant = ${tenant} AND ((kind = 'model' AND digest = ${model}) OR (kind = 'dataset' AND digest = ANY (${datasets})))
      RETURNING kind, digest, bytes, filename`.execute(tx);
    const find = (kind: InputRow['kind'], digest: string) => rows.find((row) => row.kind === kind && row.digest === digest);
    const inputs = {
      model: find('model', model),
      calibration: find('dataset', calibration),
      evaluation: evaluation === undefined ? null : find('dataset', evaluation),
    };
    for (const field of ['model', 'calibration', 'evaluation'] as const)
      if (inputs[field] === undefined) return { result: 'unknown-input', field };

    const id = newId('job');
    const { model: m, calibration: c, evaluation: e } = inputs;
    const { recipe, requires, jobClass, name, tags, webhookUrl, maxQueueSeconds, maxRunSeconds, retryOf } = submission;
    await sql`
      INSERT INTO jobs (id, tenant, state, name, tags, recipe, requires, job_class, rank, model, model_bytes, model_filename,
        calibration, calibration_bytes, calibration_filename, evaluation, evaluation_bytes, evaluation_filename,
        webhook_url, max_queue_seconds, max_run_seconds, retry_of)
      VALUES (${id}, ${tenant}, 'queued', ${name ?? null}, ${[...tags]}, ${json(recipe)}, ${requires ?? null}, ${jobClass}, ${await nextRank(tx, tenant, jobClass)},
        ${model}, ${m?.bytes}, ${m?.filename}, ${calibration}, ${c?.bytes}, ${c?.filename}, ${evaluation ?? null}, ${e?.bytes ?? null}, ${e?.filename ?? null},
        ${webhookUrl ?? null}, ${maxQueueSeconds}, ${maxRunSeconds}, ${retryOf ?? null})`.execute(tx);
    await addEvent(tx, { id, attempt: 0 }, 'job.queued');
    await addUsage(tx, tenant, { jobs: 1, cpuSeconds: 0 });
    const stored = await selectJob(tx, id);
    if (stored === undefined) throw new Error(`job ${id} was inserted and is not there`);
    const row = jobRowOf(stored);
    if (idempotency !== undefined) await completeIdempotency(tx, tenant, idempotency, { status: accepted, body: row.job });
    return { result: 'created', row };
  });
}

/** The job of a request that reserved the key before, was taken for dead, and was not. */
async function madeBefore(tx: Database, tenant: string, { key, fingerprint }: IdempotencyKey): Promise<JobRow | undefined> {
  const { rows } = await sql<{ id: string }>`
    SELECT body->>'id' AS id FROM idempotency WHERE tenant = ${tenant} AND key = ${key} AND fingerprint = ${fingerprint}`.execute(tx);
  const job = rows[0] && (await selectJob(tx, rows[0].id));
  return job && jobRowOf(job);
}

async function exceeded(tx: Database, tenant: string, quota: Quota): Promise<keyof Quota | undefined> {
  const { rows } = await sql<{ queued: number }>`
    SELECT count(*)::int AS queued FROM jobs WHERE tenant = ${tenant} AND state = 'queued'`.execute(tx);
  if ((rows[0]?.queued ?? 0) >= quota.queuedJobs) return 'queuedJobs';
  return (await recentUsage(tx, tenant)).cpuSeconds >= quota.cpuSeconds30d ? 'cpuSeconds30d' : undefined;
}

/**
 * Start-time fair queuing (Goyal, Vin, Cheng 1996) with jobs of equal size: a tenant's next job ranks after its last one that waits, and never
 * before what is being worked on, so that nobody saves up turns by being idle. Every class is a queue of its own.
 */
async function nextRank(tx: Database, tenant: string, jobClass: JobClass): Promise<number> {
  const { rows } = await sql<{ rank: number }>`
    WITH unfinished AS (SELECT tenant, state, rank FROM jobs WHERE job_class = ${jobClass} AND state IN ('queued', 'running', 'canceling'))
    SELECT 1 + greatest(
      coalesce((SELECT max(rank) FROM unfinished WHERE tenant = ${tenant} AND state = 'queued'), 0),
      coalesce((SELECT max(rank) FROM unfinished WHERE state <> 'queued' AND EXISTS (SELECT 1 FROM unfinished WHERE state = 'queued')), 0),
      coalesce((SELECT min(rank) FROM unfinished WHERE state = 'queued') - 1, 0)) AS rank`.execute(tx);
  return rows[0]?.rank ?? 1;
}
