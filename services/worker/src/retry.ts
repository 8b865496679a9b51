import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { CallError } from './call-error.ts';

export interface RetryOptions {
  readonly signal: AbortSignal;
  /** Told of every try that failed. */
  readonly log: Pick<Logger, 'warn'>;
  /** Between two tries; default 3 s. */
  readonly longestPauseMs?: number;
}

const firstPauseMs = 100;
/** About ten seconds: a service that answers, and always wrongly, will not learn better. */
const wrongAnswers = 8;

/** Calls until it succeeds, is refused for good, or `signal` aborts; rejects with the last error. */
export async function retry<T>(call: () => Promise<T>, { signal, log, longestPauseMs = 3_000 }: RetryOptions): Promise<T> {
  let wrong = 0;
  for (let pauseMs = Math.min(firstPauseMs, longestPauseMs); ; pauseMs = Math.min(longestPauseMs, 2 * pauseMs)) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      if (error.status === 500 || error.code === 'request/digest-mismatch') wrong++;
      if (signal.aborted || !error.retryable || wrong === wrongAnswers) throw error;
      log.warn({ reason: error.message }, 'a call is tried again');
      await pause(pauseMs * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => {
        throw error;
      });
    }
  }
}
