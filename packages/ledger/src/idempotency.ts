import { sql } from 'kysely';
import type { Database } from './database.ts';
import type { Idempotency, IdempotencyKey } from './ledger.ts';
import { json } from './storable-text.ts';

/** A reservation that was not renewed for so long is of a process that died: the next request takes it over. */
const abandonedAfter = sql`interval '15 seconds'`;
const keptFor = sql`interval '24 hours'`;

interface Row {
  readonly fingerprint: string | null;
  readonly status: number | null;
  readonly body: unknown;
}

export function idempotencyOf(db: Database): Idempotency {
  return {
    async reserve(tenant, key) {
      return await db.transaction().execute(async (tx) => {
        await sql`
          DELETE FROM idempotency WHERE tenant = ${tenant} AND key = ${key}
          AND created_at < now() - CASE WHEN fingerprint IS NULL THEN ${abandonedAfter} ELSE ${keptFor} END`.execute(tx);
        const made = await sql`INSERT INTO idempotency (tenant, key) VALUES (${tenant}, ${key}) ON CONFLICT DO NOTHING`.execute(tx);
        if (made.numAffectedRows === 1n) return { state: 'reserved' };
        const { rows } =
          await sql<Row>`SELECT fingerprint, status, body FROM idempotency WHERE tenant = ${tenant} AND key = ${key}`.execute(tx);
        const [row] = rows;
        if (row?.fingerprint == null || row.status === null) return { state: 'running' };
        return { state: 'done', fingerprint: row.fingerprint, status: row.status, body: row.body };
      });
    },
    async renew(tenant, key) {
      await sql`UPDATE idempotency SET created_at = now() WHERE tenant = ${tenant} AND key = ${key} AND fingerprint IS NULL`.execute(db);
    },
    complete: (tenant, given, response) => completeIdempotency(db, tenant, given, response),
    async release(tenant, key) {
      await sql`DELETE FROM idempotency WHERE tenant = ${tenant} AND key = ${key} AND fingerprint IS NULL`.execute(db);
    },
  };
}

/** Keeps the answer, in the transaction that made what it tells of. The first answer stays: a reservation may have been taken over. */
export async function completeIdempotency(
  db: Database,
  tenant: string,
  { key, fingerprint }: IdempotencyKey,
  { status, body }: { readonly status: number; readonly body: unknown },
): Promise<void> {
  await sql`
    INSERT INTO idempotency (tenant, key, fingerprint, status, body)
    VALUES (${tenant}, ${key}, ${fingerprint}, ${status}, ${json(body)})
    ON CONFLICT (tenant, key) DO UPDATE SET fingerprint = excluded.fingerprint, status = excluded.status, body = excluded.body
    WHERE idempotency.fingerprint IS NULL`.execute(db);
}
