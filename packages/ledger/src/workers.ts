import { type JobClass, jobClasses, type WorkerCpu, type WorkerRecord } from '@octet/contracts';
import { sql } from 'kysely';
import type { Database } from './database.ts';
import type { Workers } from './ledger.ts';
import { json } from './storable-text.ts';
import { timeOf } from './time.ts';

/** Workers that have been gone this long are forgotten. */
const forgottenAfter = sql`interval '1 hour'`;

interface WorkerRow {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly cpu: WorkerCpu;
  readonly classes: JobClass[];
  readonly sandbox: string[];
  readonly last_seen_at: Date;
  readonly gone: boolean;
  readonly busy: boolean;
  readonly current_job: string | null;
}

export function workersOf(db: Database): Workers {
  return {
    async seen({ worker_id, name, version, cpu, classes, sandbox }) {
      await sql`
        INSERT INTO workers (id, name, version, cpu, classes, sandbox)
        VALUES (${worker_id}, ${name}, ${version}, ${json(cpu)}, ${[...classes]}, ${[...sandbox]})
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, version = excluded.version, cpu = excluded.cpu, classes = excluded.classes,
          sandbox = excluded.sandbox, last_seen_at = now()`.execute(db);
    },
    async list(tenant, { goneAfterSeconds }) {
      const { rows } = await sql<WorkerRow>`
        SELECT w.*, w.last_seen_at < now() - ${goneAfterSeconds} * interval '1 second' AS gone, j.id IS NOT NULL AS busy,
          CASE WHEN j.tenant = ${tenant} THEN j.id END AS current_job
        FROM workers w LEFT JOIN LATERAL (
          SELECT id, tenant FROM jobs WHERE worker_id = w.id AND state IN ('running', 'canceling') ORDER BY started_at DESC LIMIT 1) j ON true
        WHERE w.last_seen_at > now() - ${forgottenAfter} ORDER BY w.name, w.id`.execute(db);
      return rows.map(workerOf);
    },
    async countByClass({ goneAfterSeconds }) {
      const { rows } = await sql<{ job_class: JobClass; count: number }>`
        SELECT job_class, count(*)::int AS count FROM workers, unnest(classes) AS job_class
        WHERE last_seen_at > now() - ${goneAfterSeconds} * interval '1 second' GROUP BY job_class`.execute(db);
      const counted = new Map(rows.map(({ job_class, count }) => [job_class, count]));
      return Object.fromEntries(jobClasses.map((jobClass) => [jobClass, counted.get(jobClass) ?? 0])) as Record<JobClass, number>;
    },
  };
}

function workerOf({ id, name, version, cpu, classes, sandbox, last_seen_at, gone, busy, current_job }: WorkerRow): WorkerRecord {
  return {
    id,
    name,
    version,
    cpu,
    classes,
    sandbox,
    state: gone ? 'gone' : busy ? 'busy' : 'idle',
    last_seen_at: timeOf(last_seen_at),
    current_job,
  };
}
