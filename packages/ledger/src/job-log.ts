import type { Heartbeat, LogLine } from '@octet/contracts';
import { sql } from 'kysely';
import type { Database } from './database.ts';
import type { AttemptRef } from './ledger.ts';
import { timeOf } from './time.ts';

/** What a job keeps; later lines are dropped. */
const keptLines = 10_000;
const keptCharacters = 4_000_000;

/** The caller holds the lock on the job's row: numbers are given out one after the other. */
export async function addLog(tx: Database, { jobId, attempt }: AttemptRef, log: Heartbeat['log']): Promise<void> {
  if (log.length === 0) return;
  await sql`
    INSERT INTO job_logs (job_id, seq, attempt, level, text)
    SELECT ${jobId}, kept.lines + line.n, ${attempt}, line.level, line.text
    FROM (SELECT coalesce(max(seq), 0) AS lines, coalesce(sum(length(text)), 0) AS characters FROM job_logs WHERE job_id = ${jobId}) kept,
      (SELECT level, text, n, sum(length(text)) OVER (ORDER BY n) AS characters
        FROM unnest(${log.map(({ level }) => level)}::text[], ${log.map(({ text }) => text)}::text[]) WITH ORDINALITY AS given (level, text, n)) line
    WHERE kept.lines + line.n <= ${keptLines} AND kept.characters + line.characters <= ${keptCharacters}`.execute(tx);
}

export async function logAfter(db: Database, jobId: string, after: number): Promise<readonly LogLine[]> {
  const { rows } = await sql<Omit<LogLine, 'at'> & { readonly at: Date }>`
    SELECT seq, attempt, level, text, at FROM job_logs WHERE job_id = ${jobId} AND seq > ${after} ORDER BY seq`.execute(db);
  return rows.map((row) => ({ ...row, at: timeOf(row.at) }));
}
