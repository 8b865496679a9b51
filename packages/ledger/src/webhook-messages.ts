import type { FinalState, Verdict, WebhookEvent } from '@octet/contracts';
import { sql } from 'kysely';
import type { Database } from './database.ts';
import { newId } from './id.ts';
import type { StoredJob } from './job-row.ts';
import { json } from './storable-text.ts';

/** One message, and a delivery for every endpoint that wants it and for the job's own address. */
export async function addMessages(
  tx: Database,
  job: StoredJob,
  end: { readonly state: FinalState; readonly verdict: Verdict | null; readonly problemCode: string | null },
): Promise<void> {
  const type: WebhookEvent = `job.${end.state}`;
  const payload = {
    type,
    timestamp: new Date().toISOString(),
    data: { job_id: job.id, state: end.state, verdict: end.verdict, problem_code: end.problemCode, name: job.name, tags: job.tags },
  };
  // Locked, so that none is deleted or switched off before its delivery is there to go with it.
  const endpoints = await sql<{ id: string; url: string }>`
    SELECT id, url FROM webhook_endpoints WHERE tenant = ${job.tenant} AND disabled_at IS NULL AND ${type} = ANY (events)
    ORDER BY id FOR SHARE`.execute(tx);
  const receivers = [...endpoints.rows, ...(job.webhook_url === null ? [] : [{ id: null, url: job.webhook_url }])];
  if (receivers.length === 0) return;
  const messageId = newId('msg');
  await sql`INSERT INTO webhook_messages (id, tenant, job_id, payload) VALUES (${messageId}, ${job.tenant}, ${job.id}, ${json(payload)})`.execute(
    tx,
  );
  for (const { id, url } of receivers) await addDelivery(tx, { messageId, endpointId: id, url });
}

export async function addDelivery(
  tx: Database,
  { messageId, endpointId, url }: { readonly messageId: string; readonly endpointId: string | null; readonly url: string },
): Promise<string> {
  const id = newId('whd');
  await sql`
    INSERT INTO webhook_deliveries (id, message_id, endpoint_id, url, state, next_at)
    VALUES (${id}, ${messageId}, ${endpointId}, ${url}, 'pending', now())`.execute(tx);
  return id;
}
