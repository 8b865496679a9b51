import { sql } from 'kysely';
import { afterCursor, defaultLimit, paged } from './cursor.ts';
import type { Database } from './database.ts';
import { newId } from './id.ts';
import type { DueDelivery, Webhooks } from './ledger.ts';
import { json } from './storable-text.ts';
import { deliveryById, deliveryOf, selectDeliveries } from './webhook-delivery-row.ts';
import { addDelivery } from './webhook-messages.ts';

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

type Deliveries = Pick<Webhooks, 'ping' | 'lease' | 'record' | 'deliveries' | 'deliveriesOfJob' | 'replay'>;

/** What is to be delivered, tried and delivered. */
export function deliveriesOf(db: Database): Deliveries {
  return {
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
        sql`WHERE m.tenant = ${tenant} AND d.endpoint_id = ${endpointId} AND ${afterCursor(page, sql`d.created_at, d.id`)} ORDER BY d.created_at DESC, d.id DESC LIMIT ${limit + 1}`,
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

function dueOf({ id, message_id, endpoint_id, url, attempts, payload, secret, previous_secret, previous_until }: LeasedRow): DueDelivery {
  const previous =
    previous_secret === null || previous_until === null ? {} : { previous: { secret: previous_secret, until: previous_until } };
  return { id, messageId: message_id, endpointId: endpoint_id, url, attempts, payload, secrets: { current: secret, ...previous } };
}
