import { sql } from 'kysely';
import type { Database } from './database.ts';
import { type StoredJob, selectJob } from './job-row.ts';

/**
 * The job with its row locked. Every change of a job begins here, so that they come one after the other. Locks are always taken in this
 * order, so that none waits in a circle: job, endpoints, assets, daily usage.
 */
export async function lockJob(tx: Database, id: string, tenant?: string): Promise<StoredJob | undefined> {
  const owner = tenant === undefined ? sql`true` : sql`tenant = ${tenant}`;
  const { rows } = await sql`SELECT 1 FROM jobs WHERE id = ${id} AND ${owner} FOR UPDATE`.execute(tx);
  return rows.length === 0 ? undefined : await selectJob(tx, id);
}
