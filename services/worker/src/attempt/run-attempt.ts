import type { Claim, Outcome } from '@octet/contracts';
import type { Logger } from 'pino';
import { isFenced } from '../call-error.ts';
import type { WorkerConfig } from '../config.ts';
import type { Standby } from '../engine/standby.ts';
import type { ResultsClient } from '../results-client.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { Cancellation } from './cancellation.ts';
import { deliver } from './deliver.ts';
import { type Heartbeat, startHeartbeat } from './heartbeat.ts';
import { perform } from './perform.ts';
import { ProgressReporter } from './progress-reporter.ts';

export interface AttemptContext {
  readonly client: ResultsClient;
  readonly config: WorkerConfig;
  readonly sandbox: Sandbox;
  readonly standby: Standby;
  readonly log: Logger;
  /** Aborts when the worker, told to end, has waited long enough for its jobs. */
  readonly drained: AbortSignal;
  /** Aborts when it will not even wait for answers any more. */
  readonly givenUp: AbortSignal;
}

/** What became of the attempt as far as this worker knows. 'fenced': another has the job, and nothing of this one counts. */
export type AttemptEnd = Outcome['status'] | 'fenced';

/** Everything from the claim to the outcome, with a heartbeat that beats all the while. Rejects only where the outcome cannot be reported. */
export async function runAttempt(claim: Claim, context: AttemptContext): Promise<AttemptEnd> {
  const { config, sandbox, standby, log, drained, givenUp } = context;
  const client = context.client.attempt(claim);
  const cancellation = new Cancellation();
  const reporter = new ProgressReporter();
  const deadline = setTimeout(() => cancellation.cancel('time-limit'), claim.max_run_seconds * 1000);
  const drain = () => cancellation.cancel('drain');
  drained.addEventListener('abort', drain, { once: true });
  if (drained.aborted) drain();
  const onError = (error: unknown) => log.warn({ err: error }, 'a heartbeat did not arrive');
  const heartbeat: Heartbeat = startHeartbeat({ client, reporter, cancellation, seconds: claim.heartbeat_seconds, onError });
  try {
    await using engine = await standby.take();
    const outcome = await perform(claim, { client, config, sandbox, engine, reporter, cancellation, log });
    // The last lines of the log: after the outcome they would come too late.
    await heartbeat.beat();
    if (outcome === undefined || cancellation.reason === 'fenced') return 'fenced';
    return await deliver(outcome, { client, claim, config, log, signal: givenUp });
  } catch (error) {
    if (isFenced(error)) return 'fenced';
    throw error;
  } finally {
    clearTimeout(deadline);
    drained.removeEventListener('abort', drain);
    await heartbeat.end();
  }
}
