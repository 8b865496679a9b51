import type { JobSummary, Output, ProblemBody, Verdict } from '@octet/contracts';
import { sql } from 'kysely';
import type { Database } from './database.ts';
import type { StoredJob } from './job-row.ts';
import { json } from './storable-text.ts';
import { addMessages } from './webhook-messages.ts';

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
