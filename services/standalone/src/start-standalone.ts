import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type LocalService, localServiceFile, scopes } from '@octet/contracts';
import { parseSigningKey } from '@octet/evidence';
import { buildGateway, loadConfig as loadGatewayConfig } from '@octet/gateway';
import { createRegistry, listen } from '@octet/http';
import { createLedger, type Ledger } from '@octet/ledger';
import { startPostgres } from '@octet/postgres';
import { createDispatcher, createQueue } from '@octet/queue';
import { buildResults, loadConfig as loadResultsConfig } from '@octet/results';
import { openStore } from '@octet/storage';
import { createWorker, loadConfig as loadWorkerConfig } from '@octet/worker';
import type { Logger } from 'pino';
import { keep, writeKept } from './keep.ts';
import { listenAddress } from './listen-address.ts';
import { newSigningKey } from './signing-key.ts';

/** The tenant of a machine that serves one. */
const tenant = 'local';

/** A receiver on this machine is what a machine that serves itself alone will have. */
const thisMachine = '127.0.0.1,::1,localhost';

export interface StandaloneOptions {
  readonly dataFolder: string;
  /** host:port of the gateway; default 127.0.0.1:8080, or a free port where that is taken. */
  readonly listen?: string | undefined;
  readonly log: Logger;
  /** Whatever else the services' own configurations read. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface Standalone {
  readonly url: string;
  /** An API key with every scope. */
  readonly key: string;
  /** Drains and stops everything. */
  close(): Promise<void>;
}

/**
 * The whole service in this process (each job's engine in one of its own) and a PostgreSQL beside it, all data under one folder. The services
 * are those of the cluster: what is special here is only their configuration. Rejects with a ProblemError where another process has the folder.
 */
export async function startStandalone({ dataFolder, listen: given, log, env = {} }: StandaloneOptions): Promise<Standalone> {
  const folder = resolve(dataFolder);
  // Entered by the users that PostgreSQL and the engines run as, where this process is root's; listed by nobody else.
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  mkdirSync(join(folder, 'objects'), { recursive: true, mode: 0o700 });
  const address = await listenAddress(given);
  const url = `http://${address}`;
  await using started = new AsyncDisposableStack();

  const postgres = started.adopt(await startPostgres({ folder }), (p) => p.stop());
  const shared = {
    OCTET_WEBHOOK_ALLOW: thisMachine,
    OCTET_SCRATCH: join(folder, 'scratch'),
    ...env,
    OCTET_DATABASE_URL: postgres.url,
    OCTET_REDIS_URL: undefined,
    OCTET_STORAGE_URL: pathToFileURL(join(folder, 'objects')).href,
    OCTET_SIGNING_KEY: keep(join(folder, 'signing-key.pem'), newSigningKey),
    OCTET_WORKER_TOKEN: randomBytes(32).toString('base64url'),
    OCTET_DRAIN_SECONDS: env['OCTET_DRAIN_SECONDS'] ?? '5',
    OCTET_PUBLIC_URL: env['OCTET_PUBLIC_URL'] ?? url,
    OCTET_LISTEN: address,
  };
  const resultsConfig = loadResultsConfig(shared);
  const ledger = started.adopt(await createLedger({ url: postgres.url, runningJobs: resultsConfig.runningJobs }), (l) => l.close());
  const store = started.adopt(await openStore(shared.OCTET_STORAGE_URL, { claim: ledger.retention.claim }), (s) => s.close());
  const queue = started.adopt(await createQueue({ databaseUrl: postgres.url }), (q) => q.close());
  const onError = (error: Error) => log.warn({ err: error }, 'a ticket waits for the reconciler');
  const dispatcher = createDispatcher({ queue, source: ledger.dispatch, onError });
  const parts = { ledger, store, queue, dispatcher, registry: createRegistry() };

  const signingKey = parseSigningKey(resultsConfig.signingKey);
  const results = await buildResults({ ...parts, config: resultsConfig, signingKey, log: log.child({ service: 'results' }) });
  started.defer(() => results.app.close());
  const resultsUrl = await listen(results.app, '127.0.0.1:0');
  const loops = results.startLoops();
  started.defer(() => loops.stop());

  const gatewayConfig = loadGatewayConfig({ ...shared, OCTET_RESULTS_URL: resultsUrl });
  const gateway = await buildGateway({ ...parts, config: gatewayConfig, resultsUrl, log: log.child({ service: 'gateway' }) });
  started.defer(() => gateway.close());
  await listen(gateway, address);

  const workerConfig = loadWorkerConfig({ ...shared, OCTET_RESULTS_URL: resultsUrl });
  const worker = createWorker({ config: workerConfig, queue, log: log.child({ service: 'worker' }) });
  started.defer(() => worker.close());
  await worker.start();

  const key = await firstKey(ledger, folder);
  const stated: LocalService = { url, key, pid: process.pid, started_at: new Date().toISOString() };
  writeKept(join(folder, localServiceFile), `${JSON.stringify(stated, null, 2)}\n`);
  started.defer(() => rmSync(join(folder, localServiceFile), { force: true }));

  const running = started.move();
  return { url, key, close: () => running.disposeAsync() };
}

/** The key made at the first start and kept since; replaced where it was lost or revoked. */
async function firstKey(ledger: Ledger, folder: string): Promise<string> {
  const path = join(folder, 'first-key');
  await ledger.keys.ensureTenant(tenant);
  const kept = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if ((await ledger.keys.verify(kept)).status === 'ok') return kept;
  const { secret } = await ledger.keys.mint(tenant, { name: 'first key of this machine', scopes });
  writeKept(path, secret);
  return secret;
}
