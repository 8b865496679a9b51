import { createRetry } from '@octet/contracts';
import { parseSigningKey } from '@octet/evidence';
import { closeOnSignals, createRegistry, listen, listenWhileWaiting, metricsApp } from '@octet/http';
import { createLedger } from '@octet/ledger';
import { createDispatcher, createQueue } from '@octet/queue';
import { openStore } from '@octet/storage';
import { pino } from 'pino';
import { buildResults } from './app.ts';
import { loadConfig } from './config.ts';

const config = loadConfig(process.env);
const signingKey = parseSigningKey(config.signingKey);
const log = pino({ name: 'results', level: config.logLevel });

await start().catch((error: unknown) => {
  log.fatal({ err: error }, error instanceof Error ? error.message : 'the start failed');
  process.exit(1);
});

async function start(): Promise<void> {
  const { databaseUrl, redisUrl, storageUrl, storageCredentials: credentials } = config;
  // Closed in the opposite order, whatever of it is there by then.
  const opened = new AsyncDisposableStack();
  closeOnSignals(() => opened.disposeAsync());
  const registry = createRegistry();
  const waiting = await listenWhileWaiting(config.listen, { publicUrl: config.publicUrl });
  const retry = createRetry({ seconds: config.startSeconds, log });

  const ledger = await retry.until('PostgreSQL', () => createLedger({ url: databaseUrl, runningJobs: config.runningJobs }));
  opened.defer(() => ledger.close());
  const storage = { claim: ledger.retention.claim, credentials };
  const store = await retry.until('the storage', () => openStore(storageUrl, storage));
  opened.defer(() => store.close());
  await retry.until('the storage', () => store.check());
  const queue = await retry.until('the queue', () => createQueue(redisUrl === undefined ? { databaseUrl } : { redisUrl }));
  opened.defer(() => queue.close());
  const onError = (error: Error) => log.warn({ err: error }, 'a ticket waits for the reconciler');
  const dispatcher = createDispatcher({ queue, source: ledger.dispatch, onError });

  const { app, startLoops } = await buildResults({ config, ledger, store, dispatcher, signingKey, registry, log });
  await waiting.close();
  await listen(app, config.listen);
  if (config.metricsListen !== undefined) {
    const metrics = metricsApp(registry);
    await listen(metrics, config.metricsListen);
    opened.defer(() => metrics.close());
  }
  const loops = startLoops();
  opened.defer(() => loops.stop());
  opened.defer(() => app.close());
}
