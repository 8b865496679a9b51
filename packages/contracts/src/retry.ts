import { ProblemError } from './problem-error.ts';

export interface RetryOptions {
  /** For all that is waited for together, from now on. */
  readonly seconds: number;
  readonly log: { warn(fields: object, text: string): void };
}

export interface Retry {
  /**
   * What `open` gives once it succeeds: tried again, at longer and longer intervals, while there is time. Rejects with ProblemError
   * 'service/unavailable' when that is over, and at once where waiting does not help: the configuration is wrong.
   */
  until<T>(what: string, open: () => Promise<T>): Promise<T>;
}

const firstPauseMs = 100;
const longestPauseMs = 3_000;
const hopeless: readonly unknown[] = ['config/invalid', 'storage/bad-url'];

/** For the start of a service, whose database, queue and storage may start beside it. */
export function createRetry({ seconds, log }: RetryOptions): Retry {
  const deadline = performance.now() + seconds * 1000;
  return {
    async until(what, open) {
      for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, 2 * pauseMs)) {
        try {
          return await open();
        } catch (error) {
          if (hopeless.includes((error as { code?: unknown }).code)) throw error;
          const reason = reasonOf(error);
          const leftMs = deadline - performance.now();
          if (leftMs <= 0) {
            const text = `${what} did not answer within ${seconds} s: ${reason}. Start it, or give more time by OCTET_START_SECONDS.`;
            throw new ProblemError('service/unavailable', text, { cause: error });
          }
          log.warn({ reason, seconds_left: Math.ceil(leftMs / 1000) }, `waits for ${what}`);
          await new Promise((resolve) => setTimeout(resolve, Math.min(pauseMs, leftMs)));
        }
      }
    },
  };
}

/** Of an error without a text of its own (several addresses were tried), its code. */
function reasonOf(error: unknown): string {
  const { message, code, cause } = error as { message?: string; code?: string; cause?: { message?: string; code?: string } };
  const own = message || code || String(error);
  const below = cause?.message || cause?.code;
  return below === undefined || own.includes(below) ? own : `${own} (${below})`;
}
