import type { CpuClass, Job, JobClass, JobState, JobSummary, Output, ProblemBody, Recipe, StageName, Verdict } from '@octet/contracts';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from './database.ts';
import type { JobRow } from './ledger.ts';
import { timeOf, timeOrNull } from './time.ts';

/** A worker that has not been heard of for this long takes no jobs. */
export const workerGoneAfter = sql`interval '15 seconds'`;

export interface StoredJob {
  readonly id: string;
  readonly tenant: string;
  readonly version: number;
  readonly state: JobState;
  readonly stage: StageName | null;
  readonly progress: number | null;
  readonly message: string | null;
  readonly eta_seconds: number | null;
  readonly verdict: Verdict | null;
  readonly name: string | null;
  readonly tags: string[];
  readonly recipe: Recipe;
  readonly requires: CpuClass | null;
  readonly job_class: JobClass;
  readonly rank: number;
  readonly model: string;
  readonly model_bytes: number;
  readonly model_filename: string;
  readonly calibration: string;
  readonly calibration_bytes: number;
  readonly calibration_filename: string;
  readonly evaluation: string | null;
  readonly evaluation_bytes: number | null;
  readonly evaluation_filename: string | null;
  readonly attempt: number;
  readonly retry_of: string | null;
  readonly max_queue_seconds: number;
  readonly max_run_seconds: number;
  readonly webhook_url: string | null;
  readonly created_at: Date;
  readonly created_us: string;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly problem: ProblemBody | null;
  readonly summary: JobSummary | null;
  readonly worker_name: string | null;
  readonly outputs: Output[] | null;
  readonly serving: number;
}

/** Jobs as they are read everywhere, `where` on the alias j. */
export async function selectJobs(db: Database, where: RawBuilder<unknown>): Promise<readonly StoredJob[]> {
  const { rows } = await sql<StoredJob>`
    SELECT j.*, (extract(epoch FROM j.created_at) * 1000000)::bigint::text AS created_us,
      (SELECT w.name FROM workers w WHERE w.id = j.worker_id) AS worker_name,
      (SELECT json_agg(json_build_object('name', o.name, 'digest', o.digest, 'bytes', o.bytes, 'media_type', o.media_type) ORDER BY o.name)
        FROM outputs o WHERE o.job_id = j.id) AS outputs,
      CASE WHEN j.state = 'queued' THEN
        (SELECT count(*)::int FROM workers w WHERE w.last_seen_at > now() - ${workerGoneAfter} AND j.job_class = ANY (w.classes)) ELSE 1 END AS serving
    FROM jobs j ${where}`.execute(db);
  return rows;
}

export async function selectJob(db: Database, id: string): Promise<StoredJob | undefined> {
  return (await selectJobs(db, sql`WHERE j.id = ${id}`))[0];
}

/** As readers see it. What a queued job waits for is no column, so it has a bit of the version of its own. */
export function jobRowOf(row: StoredJob): JobRow {
  const job = jobOf(row);
  return { job, version: 2 * row.version + (job.waiting_reason === null ? 0 : 1) };
}

function jobOf(row: StoredJob): Job {
  const { id, state, evaluation } = row;
  return {
    id,
    state,
    stage: row.stage,
    progress: row.progress,
    message: row.message,
    eta_seconds: row.eta_seconds,
    verdict: row.verdict,
    name: row.name,
    tags: row.tags,
    recipe: row.recipe,
    requires: row.requires,
    job_class: row.job_class,
    waiting_reason: waitingReason(row),
    model: { digest: row.model, bytes: row.model_bytes, filename: row.model_filename },
    calibration: { digest: row.calibration, bytes: row.calibration_bytes, filename: row.calibration_filename },
    evaluation:
      evaluation === null ? null : { digest: evaluation, bytes: row.evaluation_bytes ?? 0, filename: row.evaluation_filename ?? '' },
    attempt: row.attempt,
    worker: row.worker_name,
    retry_of: row.retry_of,
    max_queue_seconds: row.max_queue_seconds,
    max_run_seconds: row.max_run_seconds,
    webhook_url: row.webhook_url,
    created_at: timeOf(row.created_at),
    started_at: timeOrNull(row.started_at),
    finished_at: timeOrNull(row.finished_at),
    problem: row.problem,
    summary: row.summary,
    outputs: row.outputs ?? [],
    links: linksOf(id, state),
  };
}

function waitingReason({ state, serving, job_class }: StoredJob): string | null {
  if (state !== 'queued' || serving > 0) return null;
  return job_class === 'any' ? 'Waits for a worker; none is connected.' : `Waits for a worker that has ${job_class}; none is connected.`;
}

function linksOf(id: string, state: JobState): Record<string, string> {
  const self = `/v1/jobs/${id}`;
  const outputs = { artifact: `${self}/artifact`, report: `${self}/report`, evidence: `${self}/evidence` };
  return { self, events: `${self}/events`, logs: `${self}/logs`, ...(state === 'succeeded' ? outputs : {}) };
}
