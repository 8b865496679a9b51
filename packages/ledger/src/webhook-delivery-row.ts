import type { Delivery } from '@octet/contracts';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from './database.ts';
import { timeOf, timeOrNull } from './time.ts';

export interface DeliveryRow {
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

/** Deliveries as they are read everywhere, `where` on the aliases d and m (its message). */
export async function selectDeliveries(db: Database, where: RawBuilder<unknown>): Promise<readonly DeliveryRow[]> {
  const { rows } = await sql<DeliveryRow>`
    SELECT d.id, d.message_id, d.endpoint_id, d.url, m.job_id, m.payload->>'type' AS type, d.state, d.next_at, d.created_at,
      (extract(epoch FROM d.created_at) * 1000000)::bigint::text AS created_us,
      (SELECT json_agg(json_build_object('at', a.at, 'status', a.status, 'error', a.error, 'milliseconds', a.milliseconds) ORDER BY a.n)
        FROM webhook_attempts a WHERE a.delivery_id = d.id) AS tries
    FROM webhook_deliveries d JOIN webhook_messages m ON m.id = d.message_id ${where}`.execute(db);
  return rows;
}

export async function deliveryById(db: Database, id: string): Promise<Delivery | undefined> {
  const [row] = await selectDeliveries(db, sql`WHERE d.id = ${id}`);
  return row && deliveryOf(row);
}

/** As readers see it. */
export function deliveryOf({ id, message_id, endpoint_id, url, job_id, type, state, next_at, created_at, tries }: DeliveryRow): Delivery {
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
