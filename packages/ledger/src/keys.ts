import { timingSafeEqual } from 'node:crypto';
import type { Key, Scope } from '@octet/contracts';
import { sql } from 'kysely';
import { hashOf, isWellFormed, newSecret, shownOf } from './api-key.ts';
import type { Database } from './database.ts';
import { newId } from './id.ts';
import type { Keys } from './ledger.ts';
import { timeOf, timeOrNull } from './time.ts';

interface KeyRow {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly prefix: string;
  readonly hash: Buffer;
  readonly scopes: Scope[];
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
  readonly revoked_at: Date | null;
}

export function keysOf(db: Database): Keys {
  return {
    async ensureTenant(tenant) {
      await sql`INSERT INTO tenants (id) VALUES (${tenant}) ON CONFLICT DO NOTHING`.execute(db);
    },
    async mint(tenant, { name, scopes, expiresAt }) {
      const secret = newSecret();
      const { rows } = await sql<KeyRow>`
        INSERT INTO api_keys (id, tenant, name, prefix, hash, scopes, expires_at)
        VALUES (${newId('key')}, ${tenant}, ${name}, ${shownOf(secret)}, ${hashOf(secret)}, ${[...scopes]}, ${expiresAt ?? null})
        RETURNING *`.execute(db);
      return { ...keyOf(rows[0] as KeyRow), secret };
    },
    async verify(secret) {
      if (!isWellFormed(secret)) return { status: 'unknown' };
      const hash = hashOf(secret);
      const { rows } = await sql<KeyRow>`SELECT * FROM api_keys WHERE hash = ${hash}`.execute(db);
      const [key] = rows;
      if (key === undefined || !timingSafeEqual(key.hash, hash)) return { status: 'unknown' };
      if (key.revoked_at !== null) return { status: 'revoked' };
      if (key.expires_at !== null && key.expires_at.getTime() <= Date.now()) return { status: 'expired' };
      await sql`
        UPDATE api_keys SET last_used_at = now()
        WHERE id = ${key.id} AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`.execute(db);
      return { status: 'ok', principal: { tenant: key.tenant, keyId: key.id, scopes: key.scopes } };
    },
    async list(tenant) {
      const { rows } = await sql<KeyRow>`SELECT * FROM api_keys WHERE tenant = ${tenant} ORDER BY created_at DESC, id DESC`.execute(db);
      return rows.map(keyOf);
    },
    async revoke(tenant, id) {
      const { numAffectedRows } = await sql`
        UPDATE api_keys SET revoked_at = coalesce(revoked_at, now()) WHERE tenant = ${tenant} AND id = ${id}`.execute(db);
      return numAffectedRows === 1n;
    },
  };
}

function keyOf({ id, name, prefix, scopes, created_at, expires_at, last_used_at, revoked_at }: KeyRow): Key {
  return {
    id,
    name,
    prefix,
    scopes,
    created_at: timeOf(created_at),
    expires_at: timeOrNull(expires_at),
    last_used_at: timeOrNull(last_used_at),
    revoked_at: timeOrNull(revoked_at),
  };
}
