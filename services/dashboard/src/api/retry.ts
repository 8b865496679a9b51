import { type Problem, problemOf } from '@octet/contracts';

export interface RetryOptions {
  readonly signal: AbortSignal;
  /** What is in the way, before each pause; undefined once it is gone. */
  readonly onTrouble: (trouble: Problem | undefined) => void;
}

const firstPauseMs = 500;
const longestPauseMs = 10_000;

/**
 * Does it again until it is done, as long as what is in the way may pass: a connection that was lost, a service that restarts. It waits
 * longer each time, but no longer than until the browser has a network again. The caller ends it by the signal.
 */
export async function retry<Answer>(act: () => Promise<Answer>, { signal, onTrouble }: RetryOptions): Promise<Answer> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      const answer = await act();
      onTrouble(undefined);
      return answer;
    } catch (error) {
      signal.throwIfAborted();
      const problem = problemOf(error);
      if (!problem.retryable) throw error;
      onTrouble(problem);
    }
    await pause(pauseMs, signal);
  }
}

/** Rejects with the signal's reason where it is aborted first. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const end = (settle: () => void) => () => {
      over.abort();
      clearTimeout(timer);
      settle();
    };
    const timer = setTimeout(end(resolve), milliseconds);
    addEventListener('online', end(resolve), { signal: over.signal });
    signal.addEventListener(
      'abort',
      end(() => reject(signal.reason)),
      { signal: over.signal },
    );
  });
}
