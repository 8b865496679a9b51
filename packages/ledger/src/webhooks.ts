import type { Delivery, Endpoint, WebhookEvent } from '@octet/contracts';
import { type RawBuilder, sql } from 'kysely';
import { defaultLimit, paged, readCursor } from './cursor.ts';
import type { Database } from './database.ts';
import { addDelivery } from './end-job.ts';
import { newId } from './id.ts';
import type { DueDelivery, Webhooks } from './ledger.ts';
import { json } from './storable-text.ts';
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

interface DeliveryRow {
  readonly id: string;
  readonly message_id: string;
  readonly endpoint_id: string | null;
  readonly url: string;
  readonly job_id: string | null;
  readonly type: string;
  readonly state: Delivery['state'];
  readonly next_at: Date | null;
  readonly created_at: Date;
  readonly created_us: string;
  readonly tries: { at: string; status: number | null; error: string | null; milliseconds: number }[] | null;
}

interface LeasedRow {
  readonly id: string;
  readonly message_id: string;
  readonly endpoint_id: string | null;
  readonly url: string;
  readonly attempts: number;
  readonly payload: DueDelivery['payload'];
  readonly secret: string;
  readonly previous_secret: string | null;
  readonly previous_until: Date | null;
}

const endpointColumns = sql`id, url, events, description, created_at, disabled_at, disabled_reason, rotated_at, (extract(epoch FROM created_at) * 1000000)::bigint::text AS created_us`;

export function webhooksOf(db: Database): Webhooks {
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
        SELECT ${endpointColumns} FROM webhook_endpoints WHERE tenant = ${tenant} AND ${after(page)} ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`.execute(
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
    async tenantSecret(tenant, fresh) {
      const { rows } = await sql<{ webhook_secret: string }>`
        UPDATE tenants SET webhook_secret = coalesce(webhook_secret, ${fresh}) WHERE id = ${tenant} RETURNING webhook_secret`.execute(db);
      return rows[0]?.webhook_secret ?? fresh;
    },
    async ping(tenant, endpointId) {
      return await db.transaction().execute(async (tx) => {
        const { rows } = await sql<{
          url: string;
        }>`SELECT url FROM webhook_endpoints WHERE tenant = ${tenant} AND id = ${endpointId}`.execute(tx);
        const [row] = rows;
        if (row === undefined) return undefined;
        const messageId = newId('msg');
        const data = { job_id: null, state: null, verdict: null, problem_code: null, name: null, tags: [] };
        const payload = { type: 'ping', timestamp: new Date().toISOString(), data };
        await sql`INSERT INTO webhook_messages (id, tenant, payload) VALUES (${messageId}, ${tenant}, ${json(payload)})`.execute(tx);
        return await deliveryById(tx, await addDelivery(tx, { messageId, endpointId, url: row.url }));
      });
    },
    async lease(now, { limit, leaseSeconds }) {
      const { rows } = await sql<LeasedRow>`
        WITH due AS (
          SELECT d.id FROM webhook_deliveries d LEFT JOIN webhook_endpoints e ON e.id = d.endpoint_id
          WHERE d.state = 'pending' AND d.next_at <= ${now} AND (d.leased_until IS NULL OR d.leased_until <= ${now}) AND e.disabled_at IS NULL
          ORDER BY d.next_at LIMIT ${limit} FOR UPDATE OF d SKIP LOCKED),
        leased AS (
          UPDATE webhook_deliveries d SET leased_until = ${now}::timestamptz + ${leaseSeconds} * interval '1 second' FROM due WHERE d.id = due.id RETURNING d.*)
        SELECT l.id, l.message_id, l.endpoint_id, l.url, l.attempts, m.payload, coalesce(e.secret, t.webhook_secret) AS secret, e.previous_secret, e.previous_until
        FROM leased l JOIN webhook_messages m ON m.id = l.message_id JOIN tenants t ON t.id = m.tenant LEFT JOIN webhook_endpoints e ON e.id = l.endpoint_id
        WHERE coalesce(e.secret, t.webhook_secret) IS NOT NULL`.execute(db);
      return rows.map(dueOf);
    },
    async record(id, { at, status, error, milliseconds, delivered, nextAt }) {
      await db.transaction().execute(async (tx) => {
        const { rows } = await sql<{ n: number }>`
          UPDATE webhook_deliveries SET attempts = attempts + 1, leased_until = NULL,
            state = ${delivered ? 'delivered' : nextAt === null ? 'failed' : 'pending'}, next_at = ${delivered ? null : nextAt}
          WHERE id = ${id} RETURNING attempts AS n`.execute(tx);
        const n = rows[0]?.n;
        if (n === undefined) return; // its endpoint was deleted meanwhile
        await sql`
          INSERT INTO webhook_attempts (delivery_id, n, at, status, error, milliseconds) VALUES (${id}, ${n}, ${at}, ${status}, ${error}, ${milliseconds})`.execute(
          tx,
        );
      });
    },
    async deliveries(tenant, endpointId, page) {
      const limit = page.limit ?? defaultLimit;
      const rows = await selectDeliveries(
        db,
        sql`WHERE m.tenant = ${tenant} AND d.endpoint_id = ${endpointId} AND ${after(page, sql`d.`)} ORDER BY d.created_at DESC, d.id DESC LIMIT ${limit + 1}`,
      );
      return paged(rows, { limit, cursorOf: ({ created_us, id }) => ({ at: created_us, id }), map: deliveryOf });
    },
    async deliveriesOfJob(tenant, jobId) {
      return (
        await selectDeliveries(db, sql`WHERE m.tenant = ${tenant} AND m.job_id = ${jobId} ORDER BY d.created_at DESC, d.id DESC`)
      ).map(deliveryOf);
    },
    async replay(tenant, deliveryId) {
      const enabled = sql`NOT EXISTS (SELECT 1 FROM webhook_endpoints e WHERE e.id = d.endpoint_id AND e.disabled_at IS NOT NULL)`;
      await sql`
        UPDATE webhook_deliveries d SET state = 'pending', next_at = now(), leased_until = NULL FROM webhook_messages m
        WHERE d.id = ${deliveryId} AND m.id = d.message_id AND m.tenant = ${tenant} AND ${enabled}`.execute(db);
      const [row] = await selectDeliveries(db, sql`WHERE d.id = ${deliveryId} AND m.tenant = ${tenant}`);
      return row && deliveryOf(row);
    },
  };
}

function after(page: { readonly cursor?: string | undefined }, alias: RawBuilder<unknown> = sql``): RawBuilder<unknown> {
  const from = readCursor(page);
  return from === undefined
    ? sql`true`
    : sql`(${alias}created_at, ${alias}id) < (to_timestamp(${from.at}::bigint / 1000000.0), ${from.id})`;
}

async function selectDeliveries(db: Database, where: RawBuilder<unknown>): Promise<readonly DeliveryRow[]> {
  const { rows } = await sql<DeliveryRow>`
    SELECT d.id, d.message_id, d.endpoint_id, d.url, m.job_id, m.payload->>'type' AS type, d.state, d.next_at, d.created_at,
      (extract(epoch FROM d.created_at) * 1000000)::bigint::text AS created_us,
      (SELECT json_agg(json_build_object('at', a.at, 'status', a.status, 'error', a.error, 'milliseconds', a.milliseconds) ORDER BY a.n)
        FROM webhook_attempts a WHERE a.delivery_id = d.id) AS tries
    FROM webhook_deliveries d JOIN webhook_messages m ON m.id = d.message_id ${where}`.execute(db);
  return rows;
}

async function deliveryById(db: Database, id: string): Promise<Delivery | undefined> {
  const [row] = await selectDeliveries(db, sql`WHERE d.id = ${id}`);
  return row && deliveryOf(row);
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

function deliveryOf({ id, message_id, endpoint_id, url, job_id, type, state, next_at, created_at, tries }: DeliveryRow): Delivery {
  const attempts = (tries ?? []).map((attempt) => ({ ...attempt, at: timeOf(new Date(attempt.at)) }));
  return {
    id,
    webhook_id: message_id,
    endpoint_id,
    url,
    job_id,
    type,
    state,
    attempts,
    next_attempt_at: timeOrNull(next_at),
    created_at: timeOf(created_at),
  };
}

function dueOf({ id, message_id, endpoint_id, url, attempts, payload, secret, previous_secret, previous_until }: LeasedRow): DueDelivery {
  const previous =
    previous_secret === null || previous_until === null ? {} : { previous: { secret: previous_secret, until: previous_until } };
  return { id, messageId: message_id, endpointId: endpoint_id, url, attempts, payload, secrets: { current: secret, ...previous } };
}
