import { sql } from 'kysely';
import type { Database } from './database.ts';

const today = sql`(now() AT TIME ZONE 'UTC')::date`;

/** The days that quotas look at. */
export const usageDays = 30;

export interface Spent {
  readonly jobs: number;
  readonly cpuSeconds: number;
}

/** Adds to what the tenant used today. It is kept apart from jobs: deleting one gives nothing back. */
export async function addUsage(tx: Database, tenant: string, { jobs, cpuSeconds }: Spent): Promise<void> {
  await sql`
    INSERT INTO daily_usage AS u (tenant, day, jobs, cpu_seconds) VALUES (${tenant}, ${today}, ${jobs}, ${cpuSeconds})
    ON CONFLICT (tenant, day) DO UPDATE SET jobs = u.jobs + excluded.jobs, cpu_seconds = u.cpu_seconds + excluded.cpu_seconds`.execute(tx);
}

/** Of the last 30 days, today included. */
export async function recentUsage(db: Database, tenant: string): Promise<Spent> {
  const { rows } = await sql<Spent>`
    SELECT coalesce(sum(jobs), 0)::int AS jobs, coalesce(sum(cpu_seconds), 0) AS "cpuSeconds"
    FROM daily_usage WHERE tenant = ${tenant} AND day > ${today} - ${usageDays}::int`.execute(db);
  return rows[0] ?? { jobs: 0, cpuSeconds: 0 };
}

export async function forgetOldUsage(tx: Database): Promise<void> {
  await sql`DELETE FROM daily_usage WHERE day <= ${today} - ${usageDays}::int`.execute(tx);
}
