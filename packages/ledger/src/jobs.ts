import { isFinal, type Job, type JobClass, type JobEvent, jobClasses, type Usage } from '@octet/contracts';
import { type RawBuilder, sql } from 'kysely';
import { afterCursor, defaultLimit, paged } from './cursor.ts';
import { recentUsage } from './daily-usage.ts';
import type { Database } from './database.ts';
import { addEvent, endJob } from './end-job.ts';
import { logAfter } from './job-log.ts';
import { jobRowOf, type StoredJob, selectJob, selectJobs } from './job-row.ts';
import type { JobFilter, Jobs } from './ledger.ts';
import { lockJob } from './lock-job.ts';
import { submitJob } from './submit-job.ts';
import { timeOf } from './time.ts';

export function jobsOf(db: Database): Jobs {
  return {
    submit: (tenant, submission, options) => submitJob(db, tenant, submission, options),
    async get(tenant, id) {
      const [row] = await selectJobs(db, sql`WHERE j.tenant = ${tenant} AND j.id = ${id}`);
      return row && jobRowOf(row);
    },
    async list(tenant, filter) {
      const limit = filter.limit ?? defaultLimit;
      const where = sql.join([sql`j.tenant = ${tenant}`, ...conditions(filter)], sql` AND `);
      const rows = await selectJobs(db, sql`WHERE ${where} ORDER BY j.created_at DESC, j.id DESC LIMIT ${limit + 1}`);
      return paged(rows, { limit, cursorOf: ({ created_us, id }: StoredJob) => ({ at: created_us, id }), map: jobRowOf });
    },
    async cancel(tenant, id) {
      return await db.transaction().execute(async (tx) => {
        const job = await lockJob(tx, id, tenant);
        if (job === undefined) return undefined;
        if (job.state === 'queued') await endJob(tx, job, { state: 'canceled' });
        if (job.state === 'running') {
          await sql`UPDATE jobs SET state = 'canceling', version = version + 1 WHERE id = ${id}`.execute(tx);
          await addEvent(tx, job, 'job.canceling');
        }
        const after = await selectJob(tx, id);
        return after && jobRowOf(after);
      });
    },
    async remove(tenant, id) {
      return await db.transaction().execute(async (tx) => {
        const job = await lockJob(tx, id, tenant);
        if (job === undefined) return 'not-found';
        if (!isFinal(job.state)) return 'not-final';
        await sql`DELETE FROM jobs WHERE id = ${id}`.execute(tx);
        return 'removed';
      });
    },
    async events(tenant, id, after) {
      if (!(await has(db, tenant, id))) return undefined;
      const { rows } = await sql<{ id: number; type: JobEvent['type']; attempt: number; data: Record<string, unknown>; at: Date }>`
        SELECT id, type, attempt, data, at FROM job_events WHERE job_id = ${id} AND id > ${after} ORDER BY id`.execute(db);
      return rows.map((row) => ({ ...row, at: timeOf(row.at) }));
    },
    async logs(tenant, id, after) {
      return (await has(db, tenant, id)) ? await logAfter(db, id, after) : undefined;
    },
    async usage(tenant) {
      const { jobs, cpuSeconds } = await recentUsage(db, tenant);
      const { rows } = await sql<Pick<Usage, 'stored_bytes' | 'queued_jobs' | 'running_jobs'>>`
        SELECT
          (SELECT coalesce(sum(bytes), 0)::bigint FROM (SELECT digest, max(bytes) AS bytes FROM (
              SELECT digest, bytes FROM assets WHERE tenant = ${tenant}
              UNION ALL SELECT o.digest, o.bytes FROM outputs o JOIN jobs j ON j.id = o.job_id WHERE j.tenant = ${tenant}) held
            GROUP BY digest) files) AS stored_bytes,
          (SELECT count(*)::int FROM jobs WHERE tenant = ${tenant} AND state = 'queued') AS queued_jobs,
          (SELECT count(*)::int FROM jobs WHERE tenant = ${tenant} AND state IN ('running', 'canceling')) AS running_jobs`.execute(db);
      return { ...(rows[0] as (typeof rows)[number]), cpu_seconds_30d: cpuSeconds, jobs_30d: jobs };
    },
    async countUnfinished() {
      const { rows } = await sql<{ job_class: JobClass; queued: number; running: number }>`
        SELECT job_class, count(*) FILTER (WHERE state = 'queued')::int AS queued, count(*) FILTER (WHERE state <> 'queued')::int AS running
        FROM jobs WHERE state IN ('queued', 'running', 'canceling') GROUP BY job_class`.execute(db);
      const counted = new Map(rows.map(({ job_class, queued, running }) => [job_class, { queued, running }]));
      return Object.fromEntries(jobClasses.map((jobClass) => [jobClass, counted.get(jobClass) ?? { queued: 0, running: 0 }])) as Record<
        JobClass,
        { queued: number; running: number }
      >;
    },
    async outlook(tenant, { jobClass, model }) {
      const { rows } = await sql<{ queued: number; seconds: number | null }>`
        SELECT (SELECT count(*)::int FROM jobs WHERE job_class = ${jobClass} AND state = 'queued') AS queued,
          (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM finished_at - started_at)::double precision)
            FROM jobs WHERE tenant = ${tenant} AND model = ${model} AND state = 'succeeded') AS seconds`.execute(db);
      return { queued: rows[0]?.queued ?? 0, medianSeconds: rows[0]?.seconds ?? undefined };
    },
  };
}

async function has(db: Database, tenant: string, id: Job['id']): Promise<boolean> {
  const { rows } = await sql`SELECT 1 FROM jobs WHERE tenant = ${tenant} AND id = ${id}`.execute(db);
  return rows.length > 0;
}

function conditions(filter: JobFilter): RawBuilder<unknown>[] {
  const { state, verdict, tag, model } = filter;
  return [
    ...(state === undefined ? [] : [sql`j.state = ${state}`]),
    ...(verdict === undefined ? [] : [sql`j.verdict = ${verdict}`]),
    ...(tag === undefined ? [] : [sql`j.tags @> ${[tag]}::text[]`]),
    ...(model === undefined ? [] : [sql`j.model = ${model}`]),
    afterCursor(filter, sql`j.created_at, j.id`),
  ];
}
