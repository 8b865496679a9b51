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
/** For bytes: a transfer slower than 1 MB/s is taken for one that hangs. */
const transferTimeoutMs = (bytes: number) => 60_000 + bytes / 1000;
/** A beat later than that is of no use. */
const beatTimeoutMs = 3_000;

export interface ResultsClientOptions {
  /** Origin. */
  readonly url: string;
  readonly workerToken: string;
}

const jsonType = { 'content-type': 'application/json' };
const bytesType = { 'content-type': 'application/octet-stream' };

interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as they are. */
  readonly bytes?: Readable;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs: number;
}

/**
 * The worker protocol of the results service, all that a worker may ask. Rejects with a CallError; one call is one try, the caller knows
 * whether to try again (`retry`).
 */
export class ResultsClient {
  readonly #url: string;
  readonly #authorization: string;

  constructor({ url, workerToken }: ResultsClientOptions) {
    this.#url = url;
    this.#authorization = `Bearer ${workerToken}`;
  }

  async hello(hello: WorkerHello, signal: AbortSignal): Promise<void> {
    await this.#bytes({ method: 'POST', path: '/internal/v1/workers', json: hello, timeoutMs: answerTimeoutMs, signal });
  }

  /** Undefined: there is nothing to do for this ticket. */
  async claim(workerId: string, jobId: string, signal: AbortSignal): Promise<Claim | undefined> {
    const json = { worker_id: workerId, job_id: jobId };
    try {
      return await this.#json(claimSchema, { method: 'POST', path: '/internal/v1/claims', json, timeoutMs: answerTimeoutMs, signal });
    } catch (error) {
      if (error instanceof CallError && error.status === 409) return undefined;
      throw error;
    }
  }

  attempt(claim: Pick<Claim, 'job_id' | 'attempt' | 'token'>): AttemptClient {
    const base = `/internal/v1/attempts/${claim.job_id}/${claim.attempt}`;
    const headers = { [attemptTokenHeader]: claim.token };
    return {
      input: async ({ path, bytes }, signal) => {
        const { body } = await this.#send({ method: 'GET', path, headers, signal, timeoutMs: transferTimeoutMs(bytes) });
        if (body === null) throw new CallError(`GET ${path}: an answer without a body`, { retryable: true });
        return body;
      },
      heartbeat: (beat) =>
        this.#json(heartbeatAnswerSchema, { method: 'POST', path: `${base}/heartbeat`, headers, json: beat, timeoutMs: beatTimeoutMs }),
      upload: (name, { stream, contentDigest, bytes }, signal) => {
        return this.#json(uploadedOutputSchema, {
          method: 'PUT',
          path: `${base}/outputs/${name}`,
          headers: { ...headers, 'content-digest': contentDigest },
          bytes: stream,
          signal,
          timeoutMs: transferTimeoutMs(bytes),
        });
      },
      finish: async (outcome, signal) => {
        await this.#bytes({ method: 'POST', path: `${base}/outcome`, headers, json: outcome, signal, timeoutMs: 6 * answerTimeoutMs });
      },
    };
  }

  async #json<T extends TSchema>(schema: T, call: Call): Promise<Static<T>> {
    const answer = parsed((await this.#bytes(call)).toString('utf8'));
    const [fault] = faultsOf(schema, answer);
    if (fault === undefined) return answer as Static<T>;
    throw new CallError(`${call.method} ${call.path}: the answer is not of this protocol: ${fault.pointer || 'it'} ${fault.message}`);
  }

  async #bytes(call: Call): Promise<Buffer> {
    const response = await this.#send(call);
    return Buffer.from(await response.arrayBuffer().catch((cause: unknown) => refuse(call, cause)));
  }

  /** The answer, once its headers are there; a refusal rejects. */
  async #send(call: Call): Promise<Response> {
    const { method, path, headers, json, bytes, signal, timeoutMs } = call;
    const timeout = AbortSignal.timeout(Math.ceil(timeoutMs));
    const response = await fetch(`${this.#url}${path}`, {
      method,
      redirect: 'error',
      headers: {
        ...headers,
        authorization: this.#authorization,
        ...(json === undefined ? {} : jsonType),
        ...(bytes === undefined ? {} : bytesType),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      ...(bytes === undefined ? {} : { body: bytes, duplex: 'half' }),
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    }).catch((cause: unknown) => refuse(call, cause));
    if (!response.ok) throw await refusalOf(`${method} ${path}`, response);
    return response;
  }
}

/** What one attempt may do; every call may reject with a CallError that `isFenced`. */
export interface AttemptClient {
  input(input: Pick<Claim['model'], 'path' | 'bytes'>, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  heartbeat(beat: Heartbeat): Promise<HeartbeatAnswer>;
  upload(
    name: Exclude<OutputName, 'evidence'>,
    output: { readonly stream: Readable; readonly contentDigest: string; readonly bytes: number },
    signal: AbortSignal,
  ): Promise<Static<typeof uploadedOutputSchema>>;
  finish(outcome: Outcome, signal: AbortSignal): Promise<void>;
}

/** Undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse({ method, path }: Call, cause: unknown): never {
  throw new CallError(`${method} ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { retryable: true, cause });
}
