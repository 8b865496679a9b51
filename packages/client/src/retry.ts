import { ProblemError } from '@octet/contracts';

export interface RetryOptions {
  /** Tries in all. */
  readonly tries: number;
  /** Waits this long; injected so that tests need not. */
  readonly wait: (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>;
  readonly signal?: AbortSignal | undefined;
}

const firstPauseMs = 500;
const longestPauseMs = 30_000;
const retried = new Set([429, 502, 503, 504]);

/**
 * The first answer that is not "later", or the last one. Waits Retry-After where the answer has one, else twice as long each time. A network
 * fault that stays is ProblemError 'service/unavailable'.
 */
export async function withRetries(send: () => Promise<Response>, { tries, wait, signal }: RetryOptions): Promise<Response> {
  for (let left = tries - 1, pause = firstPauseMs; ; left--, pause = Math.min(2 * pause, longestPauseMs)) {
    let after: number | undefined;
    try {
      const response = await send();
      if (left <= 0 || !retried.has(response.status)) return response;
      after = retryAfterMs(response.headers.get('retry-after'));
      await response.body?.cancel();
    } catch (error) {
      signal?.throwIfAborted();
      if (left <= 0 || !isNetworkFault(error)) throw isNetworkFault(error) ? unreachable(error) : error;
    }
    await wait(Math.min(after ?? pause, longestPauseMs), signal);
  }
}

/** Seconds or an HTTP date; undefined where it is neither. */
function retryAfterMs(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? 1000 * seconds : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

// fetch throws a TypeError for whatever goes wrong on the wire, with the reason as its cause.
function isNetworkFault(error: unknown): error is TypeError {
  return error instanceof TypeError;
}

function unreachable(error: TypeError): ProblemError {
  const { code, message } = (error.cause ?? {}) as { code?: string; message?: string };
  return new ProblemError(
    'service/unavailable',
    `The service does not answer (${code ?? message ?? error.message}). Is it running, and is its address right?`,
    {
      cause: error,
    },
  );
}
