import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import {
  attemptTokenHeader,
  type Claim,
  defaultRecipe,
  type Heartbeat,
  type Outcome,
  type Recipe,
  type WorkerHello,
} from '@octet/contracts';

export interface FakeJob {
  readonly model: Uint8Array;
  readonly calibration: Uint8Array;
  readonly recipe?: Recipe;
  readonly maxRunSeconds?: number;
  readonly filename?: string;
  /** Of the next claim. */
  readonly attempt?: number;
}

interface Held extends FakeJob {
  attempt: number;
  token: string | undefined;
  canceling: boolean;
}

export const workerToken = 'a token that workers share';

/** For tests: the worker protocol over real HTTP, with everything in memory. */
export async function fakeResults() {
  const jobs = new Map<string, Held>();
  const bytes = new Map<string, Uint8Array>();
  const hellos: WorkerHello[] = [];
  const beats: (Heartbeat & { readonly job: string })[] = [];
  const outcomes: { readonly job: string; readonly attempt: number; readonly outcome: Outcome }[] = [];
  /** Answers to give instead, by the last word of the path: a status, or 'hang up'. Each once. */
  const faults = new Map<string, (number | 'hang up')[]>();

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hellos,
    beats,
    outcomes,
    faults,
    /** What was uploaded and what jobs were given, by digest. */
    bytes,
    add(job: FakeJob): string {
      const id = `job_${[...randomBytes(26)].map((byte) => '0123456789abcdefghjkmnpqrstvwxyz'[byte % 32]).join('')}`;
      for (const input of [job.model, job.calibration]) bytes.set(sha256(input), input);
      jobs.set(id, { ...job, attempt: (job.attempt ?? 1) - 1, token: undefined, canceling: false });
      return id;
    },
    cancel: (id: string) => Object.assign(held(id), { canceling: true }),
    /** Another attempt has the job from now on. */
    fence: (id: string) => Object.assign(held(id), { token: undefined, attempt: held(id).attempt + 1 }),
    outcomeOf: (id: string) => outcomes.find(({ job }) => job === id)?.outcome,
    logOf: (id: string) => beats.filter(({ job }) => job === id).flatMap(({ log }) => log),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };

  function held(id: string): Held {
    const job = jobs.get(id);
    if (job === undefined) throw new Error(`no job ${id}`);
    return job;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    const fault = faults.get(path.split('/').at(-1) ?? '')?.shift();
    if (fault === 'hang up') return void request.socket.destroy();
    const body = await buffer(request);
    const send = (status: number, content?: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(content === undefined ? undefined : JSON.stringify(content));
    };
    if (fault !== undefined) return send(fault, { code: 'service/unavailable', detail: 'told to' });
    if (request.headers.authorization !== `Bearer ${workerToken}`) return send(401, { code: 'auth/invalid' });
    if (path === '/internal/v1/workers') {
      hellos.push(JSON.parse(body.toString()));
      return send(204);
    }
    if (path === '/internal/v1/claims') return claim(JSON.parse(body.toString()).job_id, send);

    const [, id = '', n, what, name = ''] = /^\/internal\/v1\/attempts\/(\w+)\/(\d+)\/([\w-]+)(?:\/(.*))?$/.exec(path) ?? [];
    const job = jobs.get(id);
    if (job === undefined) return send(404, { code: 'not-found' });
    const isLive = job.attempt === Number(n) && job.token !== undefined && job.token === request.headers[attemptTokenHeader];
    if (!isLive) return send(409, { code: 'attempt/fenced' });
    if (what === 'inputs') return void response.writeHead(200).end(bytes.get(name));
    if (what === 'heartbeat') {
      beats.push({ job: id, ...JSON.parse(body.toString()) });
      return send(200, { action: job.canceling ? 'cancel' : 'continue' });
    }
    if (what === 'outputs') {
      const digest = sha256(body);
      if (request.headers['content-digest'] !== `sha-256=:${Buffer.from(digest, 'hex').toString('base64')}:`) return send(400);
      bytes.set(digest, body);
      return send(200, { name, digest, bytes: body.length });
    }
    outcomes.push({ job: id, attempt: job.attempt, outcome: JSON.parse(body.toString()) });
    job.token = undefined;
    return send(200, {});
  }

  function claim(id: string, send: (status: number, content?: unknown) => void): void {
    const job = jobs.get(id);
    if (job === undefined || job.token !== undefined) return send(409, { code: 'claim/nothing-to-do' });
    job.attempt++;
    job.token = randomBytes(8).toString('hex');
    const input = (content: Uint8Array, filename: string) => ({
      digest: sha256(content),
      bytes: content.length,
      filename,
      path: `/internal/v1/attempts/${id}/${job.attempt}/inputs/${sha256(content)}`,
    });
    const answer: Claim = {
      job_id: id,
      attempt: job.attempt,
      token: job.token,
      recipe: structuredClone(job.recipe ?? defaultRecipe) as Claim['recipe'],
      max_run_seconds: job.maxRunSeconds ?? 60,
      heartbeat_seconds: 0.2,
      model: input(job.model, job.filename ?? 'model.onnx'),
      calibration: input(job.calibration, 'calibration.npy'),
      evaluation: null,
    };
    send(200, answer);
  }
}

export const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
