import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Scope } from '@octet/contracts';
import { createRegistry, listen } from '@octet/http';
import { createLedger, type Ledger } from '@octet/ledger';
import { type ObjectStore, openStore } from '@octet/storage';
import { testDatabase } from '@octet/testing';
import type { FastifyInstance } from 'fastify';
import { buildGateway } from '../app.ts';
import { loadConfig } from '../config.ts';

export interface TestGateway extends AsyncDisposable {
  readonly app: FastifyInstance;
  /** Origin at which it listens. */
  readonly url: string;
  readonly ledger: Ledger;
  readonly store: ObjectStore;
  /** Jobs whose tickets were offered to the queue. */
  readonly offered: readonly string[];
  /** What reached results. */
  readonly passedOn: readonly {
    readonly method: string;
    readonly url: string;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
  }[];
  /** A key of a tenant, which is made where it is new. */
  key(tenant?: string, scopes?: readonly Scope[], expiresAt?: Date): Promise<string>;
  /** Files of the store that are whole, and that are not. */
  files(): Promise<{ readonly objects: number; readonly unfinished: number }>;
}

export interface TestGatewayOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Answers in the place of results. */
  readonly results?: RequestListener;
  /** In the place of the store's own. */
  readonly storeWith?: (store: ObjectStore) => ObjectStore;
}

/** A gateway that listens on loopback, on a real ledger and a folder; the queue and results are stand-ins. */
export async function testGateway({
  env = {},
  results = answerPlainly,
  storeWith = (store) => store,
}: TestGatewayOptions = {}): Promise<TestGateway> {
  await using made = new AsyncDisposableStack();
  const database = made.use(await testDatabase());
  const folder = made.adopt(await mkdtemp(join(tmpdir(), 'octet-gateway-')), (path) => rm(path, { recursive: true }));
  const ledger = made.adopt(await createLedger({ url: database.url }), (it) => it.close());
  const fileStore = made.adopt(await openStore(pathToFileURL(folder).href, { claim: ledger.retention.claim }), (it) => it.close());
  const store = storeWith(fileStore);

  const passedOn: TestGateway['passedOn'][number][] = [];
  const upstream = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    passedOn.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
    results(request, response);
  }).listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  made.defer(async () => {
    upstream.closeAllConnections();
    await new Promise((resolve) => upstream.close(resolve));
  });
  const resultsUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;

  const config = loadConfig({
    OCTET_DATABASE_URL: database.url,
    OCTET_STORAGE_URL: pathToFileURL(folder).href,
    OCTET_PUBLIC_URL: 'https://octet.example',
    OCTET_RESULTS_URL: resultsUrl,
    OCTET_RATE_LIMIT: '100000',
    ...env,
  });
  const offered: string[] = [];
  const app = await buildGateway({
    config,
    ledger,
    store,
    queue: { check: async () => {} },
    dispatcher: { offer: async (id) => void offered.push(id) },
    resultsUrl,
    registry: createRegistry(),
  });
  made.adopt(app, (it) => it.close());
  const url = await listen(app, '127.0.0.1:0');
  const held = made.move();

  return {
    app,
    url,
    ledger,
    store,
    offered,
    passedOn,
    async key(tenant = 'acme', scopes = ['read', 'write'], expiresAt) {
      await ledger.keys.ensureTenant(tenant);
      return (await ledger.keys.mint(tenant, { name: 'test', scopes, expiresAt })).secret;
    },
    async files() {
      const count = async (name: string) =>
        (await readdir(join(folder, name), { recursive: true, withFileTypes: true })).filter((it) => it.isFile()).length;
      return { objects: await count('objects'), unfinished: await count('unfinished') };
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

const answerPlainly: RequestListener = (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
