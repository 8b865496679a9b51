import type { WebhookPayload } from '@octet/contracts';
import type { DueDelivery } from '@octet/ledger';

/** The bytes of a delivery. Field by field: a payload that comes back from the database in another order is the same bytes on every try. */
export function webhookBody({ type, timestamp, data }: DueDelivery['payload'], publicUrl: string): string {
  const { job_id, state, verdict, problem_code, name, tags } = data;
  const payload: WebhookPayload = {
    type,
    timestamp,
    data: { job_id, state, verdict, problem_code, name, tags, links: job_id === null ? {} : linksOf(job_id, state, publicUrl) },
  };
  return JSON.stringify(payload);
}

function linksOf(jobId: string, state: string | null, publicUrl: string): Record<string, string> {
  const job = `${publicUrl}/v1/jobs/${jobId}`;
  if (state !== 'succeeded') return { job };
  return { job, artifact: `${job}/artifact`, report: `${job}/report`, evidence: `${job}/evidence` };
}
