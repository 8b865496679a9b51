import { isFinal, type Outcome } from '@octet/contracts';
import type { AttemptRef } from '@octet/ledger';
import type { Parts } from '../parts.ts';
import { fenced } from '../protocol/attempt-ref.ts';
import { withEvidence } from './with-evidence.ts';

/**
 * Takes the one outcome of an attempt. A success is looked at first and gets its evidence; then outcome, event and webhook deliveries are one
 * commit of the ledger. Throws ProblemError 'attempt/fenced', or 'evidence/invalid' where the outputs are not what is stated.
 */
export async function recordOutcome(parts: Parts, ref: AttemptRef, outcome: Outcome): Promise<void> {
  const { ledger, dispatcher, metrics } = parts;
  const complete = outcome.status === 'succeeded' ? await completed(parts, ref, outcome) : outcome;
  const finished = await ledger.attempts.finish(ref, complete);
  if (finished.result === 'fenced') throw fenced();
  const { job } = finished.row;
  metrics.outcomes.inc({ status: outcome.status, verdict: job.verdict ?? 'none' });
  if (isFinal(job.state) && job.started_at !== null && job.finished_at !== null) {
    metrics.jobSeconds.observe({ state: job.state }, (Date.parse(job.finished_at) - Date.parse(job.started_at)) / 1000);
  }
  if (job.state === 'queued') await dispatcher.offer(job.id);
}

async function completed(parts: Parts, ref: AttemptRef, outcome: Extract<Outcome, { status: 'succeeded' }>): Promise<Outcome> {
  const described = await parts.ledger.attempts.describe(ref);
  // Not live: either fenced, or this very outcome again because its answer was lost. The ledger knows which.
  if (described === undefined) return outcome;
  // Nothing refers to the outputs yet: claimed, those that are found are there at the commit too.
  for (const { digest } of outcome.outputs) await parts.ledger.retention.claim(digest);
  return await withEvidence(parts, { ...described, attempt: ref.attempt, outcome });
}
