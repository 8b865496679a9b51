import type { Asset, AssetKind } from '@octet/contracts';
import { sql } from 'kysely';
import { afterCursor, defaultLimit, paged } from './cursor.ts';
import type { Database } from './database.ts';
import type { Assets } from './ledger.ts';
import { timeOf } from './time.ts';

interface AssetRow {
  readonly kind: AssetKind;
  readonly digest: string;
  readonly bytes: number;
  readonly filename: string;
  readonly diagnostics: Asset['diagnostics'];
  readonly created_at: Date;
  readonly created_us: string;
}

const columns = sql`kind, digest, bytes, filename, diagnostics, created_at, (extract(epoch FROM created_at) * 1000000)::bigint::text AS created_us`;

export function assetsOf(db: Database): Assets {
  return {
    async add(tenant, { kind, digest, bytes, filename }) {
      const { rows } = await sql<AssetRow & { created: boolean }>`
        INSERT INTO assets (tenant, kind, digest, bytes, filename) VALUES (${tenant}, ${kind}, ${digest}, ${bytes}, ${filename})
        ON CONFLICT (tenant, kind, digest) DO UPDATE SET used_at = now()
        RETURNING ${columns}, xmax = 0 AS created`.execute(db);
      const row = rows[0] as AssetRow & { created: boolean };
      return { asset: assetOf(row), created: row.created };
    },
    async get(tenant, kind, digest) {
      const { rows } = await sql<AssetRow>`
        SELECT ${columns} FROM assets WHERE tenant = ${tenant} AND kind = ${kind} AND digest = ${digest}`.execute(db);
      return rows[0] && assetOf(rows[0]);
    },
    async list(tenant, kind, page) {
      const limit = page.limit ?? defaultLimit;
      const { rows } = await sql<AssetRow>`
        SELECT ${columns} FROM assets WHERE tenant = ${tenant} AND kind = ${kind} AND ${afterCursor(page, sql`created_at, digest`)}
        ORDER BY created_at DESC, digest DESC LIMIT ${limit + 1}`.execute(db);
      return paged(rows, { limit, cursorOf: ({ created_us, digest }) => ({ at: created_us, id: digest }), map: assetOf });
    },
    async remove(tenant, kind, digest) {
      return await db.transaction().execute(async (tx) => {
        // Locked against a job that is being submitted with it: submission locks its assets too.
        const { rows } = await sql`
          SELECT 1 FROM assets WHERE tenant = ${tenant} AND kind = ${kind} AND digest = ${digest} FOR UPDATE`.execute(tx);
        if (rows.length === 0) return 'not-found';
        const named = kind === 'model' ? sql`model = ${digest}` : sql`(calibration = ${digest} OR evaluation = ${digest})`;
        const users = await sql`
          SELECT 1 FROM jobs WHERE tenant = ${tenant} AND state IN ('queued', 'running', 'canceling') AND ${named} LIMIT 1`.execute(tx);
        if (users.rows.length > 0) return 'in-use';
        await sql`DELETE FROM assets WHERE tenant = ${tenant} AND kind = ${kind} AND digest = ${digest}`.execute(tx);
        return 'removed';
      });
    },
  };
}

function assetOf({ kind, digest, bytes, filename, diagnostics, created_at }: AssetRow): Asset {
  return { digest, kind, bytes, filename, created_at: timeOf(created_at), diagnostics };
}
