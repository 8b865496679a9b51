import { sql } from 'kysely';
import { forgetOldUsage } from './daily-usage.ts';
import type { Database } from './database.ts';
import type { Retention } from './ledger.ts';
import { submissionLock } from './submission-lock.ts';

export function retentionOf(db: Database): Retention {
  return {
    unreferenced: (digests) => unreferenced(db, digests),
    async claim(digest) {
      await sql`
        INSERT INTO object_claims (digest, claimed_at) VALUES (${digest}, clock_timestamp())
        ON CONFLICT (digest) DO UPDATE SET claimed_at = clock_timestamp()`.execute(db);
    },
    async removeUnclaimed(digest, { before, remove }) {
      return await db.transaction().execute(async (tx) => {
        // Its row, made where there is none, is held until the commit.
        const { rows } = await sql<{ young: boolean }>`
          INSERT INTO object_claims AS c (digest, claimed_at) VALUES (${digest}, '-infinity')
          ON CONFLICT (digest) DO UPDATE SET claimed_at = c.claimed_at RETURNING claimed_at >= ${before} AS young`.execute(tx);
        if (rows[0]?.young !== false || (await unreferenced(tx, [digest])).length === 0) return false;
        const removed = await remove();
        await sql`DELETE FROM object_claims WHERE digest = ${digest}`.execute(tx);
        return removed;
      });
    },
    async expire(before) {
      return await db.transaction().execute(async (tx) => {
        const jobs = await sql`DELETE FROM jobs WHERE finished_at < ${before}`.execute(tx);
        await sql`SELECT pg_advisory_xact_lock(${submissionLock})`.execute(tx);
        const assets = await sql`
          DELETE FROM assets a WHERE used_at < ${before} AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.tenant = a.tenant AND
            (j.model = a.digest OR j.calibration = a.digest OR j.evaluation = a.digest))`.execute(tx);
        await sql`DELETE FROM idempotency WHERE created_at < now() - interval '24 hours'`.execute(tx);
        await sql`DELETE FROM webhook_messages WHERE job_id IS NULL AND created_at < ${before}`.execute(tx);
        await sql`DELETE FROM object_claims WHERE claimed_at < ${before}`.execute(tx);
        await sql`DELETE FROM workers WHERE last_seen_at < ${before}`.execute(tx);
        await forgetOldUsage(tx);
        return { jobs: Number(jobs.numAffectedRows ?? 0), assets: Number(assets.numAffectedRows ?? 0) };
      });
    },
  };
}

async function unreferenced(db: Database, digests: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ digest: string }>`
    SELECT digest FROM unnest(${[...digests]}::text[]) AS digest
    WHERE NOT EXISTS (SELECT 1 FROM assets a WHERE a.digest = digest.digest)
      AND NOT EXISTS (SELECT 1 FROM upload_parts p WHERE p.digest = digest.digest)
      AND NOT EXISTS (SELECT 1 FROM outputs o WHERE o.digest = digest.digest)
      AND NOT EXISTS (SELECT 1 FROM jobs j WHERE state IN ('queued', 'running', 'canceling')
        AND (j.model = digest.digest OR j.calibration = digest.digest OR j.evaluation = digest.digest))`.execute(db);
  return rows.map(({ digest }) => digest);
}
