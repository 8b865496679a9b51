import type { Endpoint, WebhookEvent } from '@octet/contracts';
import { sql } from 'kysely';
import { afterCursor, defaultLimit, paged } from './cursor.ts';
import type { Database } from './database.ts';
import { newId } from './id.ts';
import type { Webhooks } from './ledger.ts';
import { timeOf, timeOrNull } from './time.ts';

interface EndpointRow {
  readonly id: string;
  readonly url: string;
  readonly events: WebhookEvent[];
  readonly description: string | null;
  readonly created_at: Date;
  readonly created_us: string;
  readonly disabled_at: Date | null;
  readonly disabled_reason: string | null;
  readonly rotated_at: Date | null;
}

const endpointColumns = sql`id, url, events, description, created_at, disabled_at, disabled_reason, rotated_at, (extract(epoch FROM created_at) * 1000000)::bigint::text AS created_us`;

type Endpoints = Pick<
  Webhooks,
  | 'createEndpoint'
  | 'listEndpoints'
  | 'getEndpoint'
  | 'removeEndpoint'
  | 'rotateSecret'
  | 'disableEndpoint'
  | 'enableEndpoint'
  | 'tenantSecret'
>;

/** Who receives events, and with which secrets. */
export function endpointsOf(db: Database): Endpoints {
  const endpoint = async (tenant: string, id: string) => {
    const { rows } =
      await sql<EndpointRow>`SELECT ${endpointColumns} FROM webhook_endpoints WHERE tenant = ${tenant} AND id = ${id}`.execute(db);
    return rows[0] && endpointOf(rows[0]);
  };
  return {
    async createEndpoint(tenant, { url, events, description, secret }) {
      const { rows } = await sql<EndpointRow>`
        INSERT INTO webhook_endpoints (id, tenant, url, events, description, secret)
        VALUES (${newId('whe')}, ${tenant}, ${url}, ${[...events]}, ${description ?? null}, ${secret}) RETURNING ${endpointColumns}`.execute(
        db,
      );
      return endpointOf(rows[0] as EndpointRow);
    },
    async listEndpoints(tenant, page) {
      const limit = page.limit ?? defaultLimit;
      const { rows } = await sql<EndpointRow>`
        SELECT ${endpointColumns} FROM webhook_endpoints WHERE tenant = ${tenant} AND ${afterCursor(page)} ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`.execute(
        db,
      );
      return paged(rows, { limit, cursorOf: ({ created_us, id }) => ({ at: created_us, id }), map: endpointOf });
    },
    getEndpoint: endpoint,
    async removeEndpoint(tenant, id) {
      const { numAffectedRows } = await sql`DELETE FROM webhook_endpoints WHERE tenant = ${tenant} AND id = ${id}`.execute(db);
      return numAffectedRows === 1n;
    },
    async rotateSecret(tenant, id, { secret, previousUntil }) {
      await sql`
        UPDATE webhook_endpoints SET previous_secret = secret, previous_until = ${previousUntil}, secret = ${secret}, rotated_at = now()
        WHERE tenant = ${tenant} AND id = ${id}`.execute(db);
      return await endpoint(tenant, id);
    },
    async disableEndpoint(id, reason) {
      await db.transaction().execute(async (tx) => {
        await sql`
          UPDATE webhook_endpoints SET disabled_at = now(), disabled_reason = ${reason} WHERE id = ${id} AND disabled_at IS NULL`.execute(
          tx,
        );
        await sql`
          UPDATE webhook_deliveries SET state = 'failed', next_at = NULL WHERE endpoint_id = ${id} AND state = 'pending'`.execute(tx);
      });
    },
    async enableEndpoint(id) {
      await sql`UPDATE webhook_endpoints SET disabled_at = NULL, disabled_reason = NULL WHERE id = ${id}`.execute(db);
    },
    async tenantSecret(tenant, fresh) {
      const { rows } = await sql<{ webhook_secret: string }>`
        UPDATE tenants SET webhook_secret = coalesce(webhook_secret, ${fresh}) WHERE id = ${tenant} RETURNING webhook_secret`.execute(db);
      return rows[0]?.webhook_secret ?? fresh;
    },
  };
}

function endpointOf({ id, url, events, description, created_at, disabled_at, disabled_reason, rotated_at }: EndpointRow): Endpoint {
  return {
    id,
    url,
    events,
    description,
    created_at: timeOf(created_at),
    disabled_at: timeOrNull(disabled_at),
    disabled_reason,
    secret_rotated_at: timeOrNull(rotated_at),
  };
}
