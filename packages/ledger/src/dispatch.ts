import type { JobClass } from '@octet/contracts';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from './database.ts';
import type { Dispatch, DueTicket } from './ledger.ts';

export function dispatchOf(db: Database): Dispatch {
  const due = async (where: RawBuilder<unknown>): Promise<readonly DueTicket[]> => {
    const { rows } = await sql<{ id: string; attempt: number; job_class: JobClass; rank: number }>`
      SELECT id, attempt, job_class, rank FROM jobs WHERE state = 'queued' AND ${where}`.execute(db);
    return rows.map(({ id, attempt, job_class, rank }) => ({ jobId: id, attempt, jobClass: job_class, rank }));
  };
  return {
    pending: (limit) => due(sql`dispatched_at IS NULL ORDER BY rank, created_at LIMIT ${limit}`),
    ticketOf: async (jobId) => (await due(sql`id = ${jobId}`))[0],
    async dispatched({ jobId, attempt }) {
      await sql`UPDATE jobs SET dispatched_at = now() WHERE id = ${jobId} AND attempt = ${attempt} AND state = 'queued'`.execute(db);
    },
    waitingSince: (before, limit) => due(sql`dispatched_at < ${before} ORDER BY dispatched_at LIMIT ${limit}`),
  };
}
