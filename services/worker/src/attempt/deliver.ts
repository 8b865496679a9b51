import { type Claim, type Outcome, ProblemError } from '@octet/contracts';
import type { Logger } from 'pino';
import { CallError, isFenced } from '../call-error.ts';
import type { WorkerConfig } from '../config.ts';
import type { AttemptClient } from '../results-client.ts';
import { retry } from '../retry.ts';
import { isForgiven } from './outcome-of-exit.ts';
import { problemBody } from './problem-body.ts';

export interface DeliverOptions {
  readonly client: AttemptClient;
  readonly claim: Claim;
  readonly config: WorkerConfig;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/**
 * Tells the outcome until it is taken, or the attempt is found fenced (which rejects). One that is refused for what it says is a fault of
 * Octet: it is logged, and the attempt is reported as failed instead, so that the job does not hang until it is given up.
 */
export async function deliver(outcome: Outcome, { client, claim, config, log, signal }: DeliverOptions): Promise<Outcome['status']> {
  try {
    await retry(() => client.finish(outcome, signal), { signal, log });
    return outcome.status;
  } catch (error) {
    if (!(error instanceof CallError) || error.status === undefined || signal.aborted || isFenced(error)) throw error;
    log.error({ err: error }, 'the outcome was refused');
    const instead: Outcome = {
      status: isForgiven(true, claim.attempt) ? 'released' : 'failed',
      problem: problemBody(config.publicUrl, new ProblemError('internal', '')),
      cpu_seconds: outcome.cpu_seconds,
    };
    await retry(() => client.finish(instead, signal), { signal, log });
    return instead.status;
  }
}
