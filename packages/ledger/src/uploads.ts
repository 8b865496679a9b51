import type { AssetKind, Upload } from '@octet/contracts';
import { sql } from 'kysely';
import type { Database } from './database.ts';
import { newId } from './id.ts';
import type { Uploads } from './ledger.ts';
import { timeOf } from './time.ts';

interface UploadRow {
  readonly id: string;
  readonly kind: AssetKind;
  readonly filename: string;
  readonly bytes: number;
  readonly part_bytes: number;
  readonly expect: string | null;
  readonly created_at: Date;
  readonly expires_at: Date;
}

interface PartRow {
  readonly n: number;
  readonly bytes: number;
  readonly digest: string;
}

export function uploadsOf(db: Database): Uploads {
  return {
    async create(tenant, { kind, filename, bytes, digest, partBytes, expiresAt }) {
      const { rows } = await sql<UploadRow>`
        INSERT INTO uploads (id, tenant, kind, filename, bytes, part_bytes, expect, expires_at)
        VALUES (${newId('upl')}, ${tenant}, ${kind}, ${filename}, ${bytes}, ${partBytes}, ${digest ?? null}, ${expiresAt})
        RETURNING *`.execute(db);
      return uploadOf(rows[0] as UploadRow, []);
    },
    get: (tenant, id) => find(db, tenant, id),
    async putPart(tenant, id, { n, bytes, digest }) {
      return await db.transaction().execute(async (tx) => {
        const { rows } = await sql`SELECT 1 FROM uploads WHERE tenant = ${tenant} AND id = ${id} FOR UPDATE`.execute(tx);
        if (rows.length === 0) return undefined;
        await sql`
          INSERT INTO upload_parts (upload_id, n, bytes, digest) VALUES (${id}, ${n}, ${bytes}, ${digest})
          ON CONFLICT (upload_id, n) DO UPDATE SET bytes = excluded.bytes, digest = excluded.digest`.execute(tx);
        return (await find(tx, tenant, id))?.upload;
      });
    },
    async remove(tenant, id) {
      const { numAffectedRows } = await sql`DELETE FROM uploads WHERE tenant = ${tenant} AND id = ${id}`.execute(db);
      return numAffectedRows === 1n;
    },
    async expire(now) {
      const { numAffectedRows } = await sql`DELETE FROM uploads WHERE expires_at <= ${now}`.execute(db);
      return Number(numAffectedRows ?? 0);
    },
  };
}

async function find(db: Database, tenant: string, id: string): Promise<{ upload: Upload; expect: string | undefined } | undefined> {
  const { rows } = await sql<UploadRow>`SELECT * FROM uploads WHERE tenant = ${tenant} AND id = ${id}`.execute(db);
  const [row] = rows;
  if (row === undefined) return undefined;
  const parts = await sql<PartRow>`SELECT n, bytes, digest FROM upload_parts WHERE upload_id = ${id} ORDER BY n`.execute(db);
  return { upload: uploadOf(row, parts.rows), expect: row.expect ?? undefined };
}

function uploadOf({ id, kind, filename, bytes, part_bytes, created_at, expires_at }: UploadRow, parts: PartRow[]): Upload {
  return { id, kind, filename, bytes, part_bytes, parts, created_at: timeOf(created_at), expires_at: timeOf(expires_at) };
}
