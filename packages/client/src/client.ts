import {
  isFinal,
  type Job,
  type JobRequest,
  type OutputName,
  ProblemError,
  problemFrom,
  type Route,
  type RouteName,
  routes,
} from '@octet/contracts';
import type { Static, TSchema } from 'typebox';
import { pause } from './pause.ts';
import { type RetryOptions, withRetries } from './retry.ts';

export interface ClientOptions {
  /** Origin of the gateway, as http://127.0.0.1:8080. */
  readonly url: string;
  /** octet_… */
  readonly key: string;
  /** Tries of what may be repeated: reading, and making with an Idempotency-Key. Default 5. */
  readonly tries?: number;
  readonly wait?: RetryOptions['wait'];
}

type PartOf<Name extends RouteName, Part extends string> = (typeof routes)[Name] extends {
  readonly [P in Part]: infer Schema extends TSchema;
}
  ? { readonly [P in Part]: Static<Schema> }
  : { readonly [P in Part]?: undefined };

type JsonAnswers<Answers> = { [Status in keyof Answers]: Answers[Status] extends TSchema ? Static<Answers[Status]> : never }[keyof Answers];

/** What the named route answers with, as JSON. */
export type AnswerOf<Name extends RouteName> = JsonAnswers<(typeof routes)[Name]['answers']>;

type Query<Name extends RouteName> = (typeof routes)[Name] extends { readonly query: infer Schema extends TSchema }
  ? { readonly query?: Partial<Static<Schema>> }
  : { readonly query?: undefined };

export type CallOptions<Name extends RouteName> = PartOf<Name, 'params'> &
  Query<Name> & {
    readonly body?:
      | ((typeof routes)[Name] extends { readonly body: infer Schema extends TSchema } ? Static<Schema> : undefined)
      | FormData
      | Blob;
    readonly headers?: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal | undefined;
  };

export type JobOptions = Omit<JobRequest, 'model' | 'calibration' | 'evaluation'>;

export interface JobFiles {
  readonly model: File;
  readonly calibration: File;
  readonly evaluation?: File | undefined;
}

export interface WatchOptions {
  readonly signal?: AbortSignal | undefined;
  /** Between two polls; default 500. */
  readonly everyMs?: number;
}

/** Typed client of the public API. Whatever the service refuses is thrown as a ProblemError with the service's own code. */
export class OctetClient {
  readonly #url: string;
  readonly #key: string;
  readonly #tries: number;
  readonly #wait: RetryOptions['wait'];

  constructor({ url, key, tries = 5, wait = pause }: ClientOptions) {
    this.#url = new URL(url).origin;
    this.#key = key;
    this.#tries = tries;
    this.#wait = wait;
  }

  /** Calls a route of the table and answers its JSON; undefined where it has none. */
  async call<Name extends RouteName>(name: Name, options: CallOptions<Name>): Promise<AnswerOf<Name>> {
    const response = await this.send(name, options);
    return (response.status === 204 ? undefined : await response.json()) as AnswerOf<Name>;
  }

  /** The same, with the answer as it came; 304 is no fault. For downloads and conditional requests. */
  async send<Name extends RouteName>(name: Name, { params, query, body, headers, signal }: CallOptions<Name>): Promise<Response> {
    const { method, path, idempotent }: Route = routes[name];
    const filled = path.replaceAll(/:(\w+)/g, (_, key: string) =>
      encodeURIComponent(String((params as Record<string, unknown> | undefined)?.[key])),
    );
    const url = new URL(filled, this.#url);
    for (const [key, value] of Object.entries(query ?? {})) if (value !== undefined) url.searchParams.set(key, String(value));
    const raw = body instanceof FormData || body instanceof Blob;
    const init: RequestInit = {
      method,
      headers: {
        authorization: `Bearer ${this.#key}`,
        ...(body === undefined || raw ? {} : { 'content-type': 'application/json' }),
        ...(idempotent === true ? { 'idempotency-key': crypto.randomUUID() } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    };
    // A POST without a key may have been done though its answer was lost; everything else may be said twice.
    const tries = method === 'POST' && idempotent !== true ? 1 : this.#tries;
    const response = await withRetries(() => fetch(url, init), { tries, wait: this.#wait, signal });
    if (response.ok || response.status === 304) return response;
    throw await problemFrom(response);
  }

  /** One multipart request with the files; they are streamed, and may be sent again where the network fails. */
  async submit(files: JobFiles, options: JobOptions = {}, { signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<Job> {
    const form = new FormData();
    // The order is part of the contract: the recipe can be refused before any byte of the model is sent.
    form.append('recipe', JSON.stringify(options.recipe === undefined ? { ...options, recipe: {} } : options));
    form.append('model', files.model);
    form.append('calibration', files.calibration);
    if (files.evaluation !== undefined) form.append('evaluation', files.evaluation);
    return (await this.call('submitJob', { body: form, signal })) as Job;
  }

  /** The job each time that it has changed, until it has ended. Polls with its ETag. */
  async *watch(id: string, { signal, everyMs = 500 }: WatchOptions = {}): AsyncGenerator<Job> {
    for (let etag: string | undefined; ; await this.#wait(everyMs, signal)) {
      const response = await this.send('getJob', { params: { id }, headers: etag === undefined ? {} : { 'if-none-match': etag }, signal });
      if (response.status === 304) {
        await response.body?.cancel();
        continue;
      }
      etag = response.headers.get('etag') ?? undefined;
      const job = (await response.json()) as Job;
      yield job;
      if (isFinal(job.state)) return;
    }
  }

  /** The bytes of an output of a job that has ended. */
  async download(
    id: string,
    output: OutputName,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<ReadableStream<Uint8Array>> {
    const { body } = await this.send(routeOfOutput[output], { params: { id }, signal });
    if (body === null) throw new ProblemError('not-found', `The job ${id} has no ${output}.`);
    return body;
  }
}

const routeOfOutput = {
  artifact: 'getArtifact',
  'report.json': 'getReportJson',
  'report.html': 'getReportHtml',
  'report.md': 'getReportMarkdown',
  evidence: 'getEvidence',
} as const satisfies Record<OutputName, RouteName>;
