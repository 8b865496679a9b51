interface CallErrorOptions extends ErrorOptions {
  readonly retryable?: boolean;
  readonly status?: number;
  readonly code?: string | undefined;
}

/** A call to the results service that did not do what it should. */
export class CallError extends Error {
  /** The same call may succeed later: the network, the service or one of its servers was not there. */
  readonly retryable: boolean;
  /** Of the answer, if there was one. */
  readonly status: number | undefined;
  /** Problem code of the answer, if it has one, or of what came with it. */
  readonly code: string | undefined;

  constructor(message: string, { retryable = false, status, code, ...options }: CallErrorOptions = {}) {
    super(message, options);
    this.name = 'CallError';
    this.retryable = retryable;
    this.status = status;
    this.code = code;
  }
}

/** The attempt is no longer the live one, or its job is gone. */
export const isFenced = (error: unknown): boolean => error instanceof CallError && (error.status === 409 || error.status === 404);

const passing: ReadonlySet<number> = new Set([408, 425, 429]);

export async function refusalOf(call: string, response: Response): Promise<CallError> {
  const { status } = response;
  const problem = (await response.json().catch(() => undefined)) as { code?: unknown; detail?: unknown } | undefined;
  const code = typeof problem?.code === 'string' ? problem.code : undefined;
  const detail = typeof problem?.detail === 'string' ? `: ${problem.detail}` : '';
  return new CallError(`${call}: ${status} ${code ?? ''}${detail}`, { retryable: status >= 500 || passing.has(status), status, code });
}
