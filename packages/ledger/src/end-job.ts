import type { FinalState, JobSummary, Output, ProblemBody, Verdict, WebhookEvent } from '@octet/contracts';
import { sql } from 'kysely';
import type { Database } from './database.ts';
import { newId } from './id.ts';
import type { StoredJob } from './job-row.ts';
import { json } from './storable-text.ts';

export type Ending =
  | { readonly state: 'succeeded'; readonly verdict: Verdict; readonly summary: JobSummary; readonly outputs: readonly Output[] }
  | { readonly state: 'failed' | 'expired'; readonly problem: ProblemBody }
  | { readonly state: 'canceled' };

/** The one way in which a job ends. The caller holds the lock on its row: event, outputs and webhook deliveries come with the state or not at all. */
export async function endJob(tx: Database, job: StoredJob, ending: Ending): Promise<void> {
  const { state } = ending;
  const verdict = state === 'succeeded' ? ending.verdict : null;
  const problem = 'problem' in ending ? ending.problem : null;
  const summary = state === 'succeeded' ? ending.summary : null;
  await sql`
    UPDATE jobs SET state = ${state}, verdict = ${verdict}, problem = ${json(problem)}, summary = ${json(summary)}, progress = NULL, eta_seconds = NULL,
      message = NULL, stage = CASE WHEN ${state} = 'succeeded' THEN NULL ELSE stage END, finished_at = now(), version = version + 1
    WHERE id = ${job.id}`.execute(tx);
  if (state === 'succeeded') {
    for (const { name, digest, bytes, media_type } of ending.outputs) {
      await sql`INSERT INTO outputs (job_id, name, digest, bytes, media_type) VALUES (${job.id}, ${name}, ${digest}, ${bytes}, ${media_type})`.execute(
        tx,
      );
    }
  }
  await addEvent(tx, job, `job.${state}`, { verdict, problem_code: problem?.code ?? null });
  await addMessages(tx, job, { state, verdict, problemCode: problem?.code ?? null });
}

export async function addEvent(
  tx: Database,
  job: Pick<StoredJob, 'id' | 'attempt'>,
  type: string,
  data: Record<string, unknown> = {},
): Promise<void> {
  await sql`INSERT INTO job_events (job_id, type, attempt, data) VALUES (${job.id}, ${type}, ${job.attempt}, ${json(data)})`.execute(tx);
}

/** One message, and a delivery for every endpoint that wants it and for the job's own address. */
async function addMessages(
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
