import type { Readable } from 'node:stream';
import {
  attemptTokenHeader,
  type Claim,
  claimSchema,
  faultsOf,
  type Heartbeat,
  type HeartbeatAnswer,
  heartbeatAnswerSchema,
  type Outcome,
  type OutputName,
  uploadedOutputSchema,
  type WorkerHello,
} from '@octet/contracts';
import type { Static, TSchema } from 'typebox';
import { CallError, refusalOf } from './call-error.ts';

/** For calls whose answer does not depend on the size of a file. */
const answerTimeoutMs = 10_000;
/** A beat later than that is of no use. */
const beatTimeoutMs = 3_000;

export interface ResultsClientOptions {
  /** Origin. */
  readonly url: string;
  readonly workerToken: string;
}

interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** Absent: as long as it takes. */
  readonly timeoutMs?: number;
}

/**
 * The worker protocol of the results service, all that a worker may ask. Rejects with a CallError; one call is one try, whoever calls knows
 * whether to try again (`persistently`).
 */
export class ResultsClient {
  readonly #url: string;
  readonly #authorization: string;

  constructor({ url, workerToken }: ResultsClientOptions) {
    this.#url = url;
    this.#authorization = `Bearer ${workerToken}`;
  }

  async hello(hello: WorkerHello, signal: AbortSignal): Promise<void> {
    await this.#bytes({ method: 'POST', path: '/internal/v1/workers', body: hello, timeoutMs: answerTimeoutMs, signal });
  }

  /** Undefined: there is nothing to do for this ticket. */
  async claim(workerId: string, jobId: string, signal: AbortSignal): Promise<Claim | undefined> {
    const body = { worker_id: workerId, job_id: jobId };
    try {
      return await this.#json(claimSchema, { method: 'POST', path: '/internal/v1/claims', body, timeoutMs: answerTimeoutMs, signal });
    } catch (error) {
      if (error instanceof CallError && error.status === 409) return undefined;
      throw error;
    }
  }

  attempt(claim: Pick<Claim, 'job_id' | 'attempt' | 'token'>): AttemptClient {
    const base = `/internal/v1/attempts/${claim.job_id}/${claim.attempt}`;
    const headers = { [attemptTokenHeader]: claim.token };
    return {
      input: async (path, signal) => {
        const { body } = await this.#send({ method: 'GET', path, headers, signal });
        if (body === null) throw new CallError(`GET ${path}: an answer without a body`, { retryable: true });
        return body;
      },
      heartbeat: (beat) =>
        this.#json(heartbeatAnswerSchema, { method: 'POST', path: `${base}/heartbeat`, headers, body: beat, timeoutMs: beatTimeoutMs }),
      upload: (name, { stream, contentDigest }, signal) => {
        const said = { ...headers, 'content-type': 'application/octet-stream', 'content-digest': contentDigest };
        return this.#json(uploadedOutputSchema, { method: 'PUT', path: `${base}/outputs/${name}`, headers: said, body: stream, signal });
      },
      finish: async (outcome, signal) => {
        await this.#bytes({ method: 'POST', path: `${base}/outcome`, headers, body: outcome, signal, timeoutMs: 6 * answerTimeoutMs });
      },
    };
  }

  async #json<T extends TSchema>(schema: T, call: Call): Promise<Static<T>> {
    const answer: unknown = JSON.parse((await this.#bytes(call)).toString('utf8'));
    const [fault] = faultsOf(schema, answer);
    if (fault !== undefined) {
      throw new CallError(`${call.method} ${call.path}: the answer is not of this protocol (${fault.pointer} ${fault.message})`);
    }
    return answer as Static<T>;
  }

  async #bytes(call: Call): Promise<Buffer> {
    const response = await this.#send(call);
    return Buffer.from(await response.arrayBuffer().catch((cause: unknown) => refuse(call, cause)));
  }

  /** The answer, once its headers are there; a refusal rejects. */
  async #send(call: Call): Promise<Response> {
    const { method, path, headers, body, signal, timeoutMs } = call;
    const isStream = body !== undefined && headers?.['content-type'] !== undefined;
    const signals = [...(signal === undefined ? [] : [signal]), ...(timeoutMs === undefined ? [] : [AbortSignal.timeout(timeoutMs)])];
    const response = await fetch(`${this.#url}${path}`, {
      method,
      redirect: 'error',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
        authorization: this.#authorization,
      },
      ...(body === undefined ? {} : isStream ? { body: body as Readable, duplex: 'half' as const } : { body: JSON.stringify(body) }),
      ...(signals.length === 0 ? {} : { signal: AbortSignal.any(signals) }),
    }).catch((cause: unknown) => refuse(call, cause));
    if (!response.ok) throw await refusalOf(`${method} ${path}`, response);
    return response;
  }
}

/** What one attempt may do; every call may reject with a CallError that `isFenced`. */
export interface AttemptClient {
  input(path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  heartbeat(beat: Heartbeat): Promise<HeartbeatAnswer>;
  upload(
    name: Exclude<OutputName, 'evidence'>,
    output: { readonly stream: Readable; readonly contentDigest: string },
    signal: AbortSignal,
  ): Promise<Static<typeof uploadedOutputSchema>>;
  finish(outcome: Outcome, signal: AbortSignal): Promise<void>;
}

function refuse({ method, path }: Call, cause: unknown): never {
  throw new CallError(`${method} ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { retryable: true, cause });
}
