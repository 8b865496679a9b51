import { createRetry } from '@octet/contracts';
import { closeOnSignals, createRegistry, listen, listenWhileWaiting, metricsApp } from '@octet/http';
import { createLedger } from '@octet/ledger';
import { createDispatcher, createQueue } from '@octet/queue';
import { openStore } from '@octet/storage';
import { pino } from 'pino';
import { buildGateway } from './app.ts';
import { loadConfig, storageCredentials } from './config.ts';

const config = loadConfig(process.env);
const log = pino({ name: 'gateway', level: config.OCTET_LOG_LEVEL });

await start().catch((error: unknown) => {
  log.fatal({ err: error }, error instanceof Error ? error.message : 'the start failed');
  process.exit(1);
});

async function start(): Promise<void> {
  const { OCTET_REDIS_URL: redisUrl, OCTET_DATABASE_URL: databaseUrl, OCTET_STORAGE_URL: storageUrl } = config;
  // Closed in the opposite order, whatever of it is there by then.
  const opened = new AsyncDisposableStack();
  closeOnSignals(() => opened.disposeAsync());
  const registry = createRegistry();
  const waiting = await listenWhileWaiting(config.OCTET_LISTEN, { publicUrl: config.OCTET_PUBLIC_URL });
  const retry = createRetry({ seconds: config.OCTET_START_SECONDS, log });

  const ledger = await retry.until('PostgreSQL', () => createLedger({ url: databaseUrl }));
  opened.defer(() => ledger.close());
  const storage = { claim: ledger.retention.claim, credentials: storageCredentials(config) };
  const store = await retry.until('the storage', () => openStore(storageUrl, storage));
  opened.defer(() => store.close());
  await retry.until('the storage', () => store.check());
  const queue = await retry.until('the queue', () => createQueue(redisUrl === undefined ? { databaseUrl } : { redisUrl }));
  opened.defer(() => queue.close());
  const onError = (error: Error) => log.warn({ err: error }, 'a ticket waits for the reconciler');
  const dispatcher = createDispatcher({ queue, source: ledger.dispatch, onError });

  const app = await buildGateway({ config, ledger, store, queue, dispatcher, resultsUrl: config.OCTET_RESULTS_URL, registry, log });
  await waiting.close();
  await listen(app, config.OCTET_LISTEN);
  if (config.OCTET_METRICS_LISTEN !== undefined) {
    const metrics = metricsApp(registry);
    await listen(metrics, config.OCTET_METRICS_LISTEN);
    opened.defer(() => metrics.close());
  }
  opened.defer(() => app.close());
}
