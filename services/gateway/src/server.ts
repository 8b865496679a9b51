import { closeOnSignals, createRegistry, listen, metricsApp } from '@octet/http';
import { createLedger } from '@octet/ledger';
import { createDispatcher, createQueue } from '@octet/queue';
import { openStore } from '@octet/storage';
import { pino } from 'pino';
import { buildGateway } from './app.ts';
import { loadConfig, storageCredentials } from './config.ts';

const config = loadConfig(process.env);
const log = pino({ name: 'gateway', level: config.OCTET_LOG_LEVEL });
const registry = createRegistry();

const ledger = await createLedger({ url: config.OCTET_DATABASE_URL });
const store = await openStore(config.OCTET_STORAGE_URL, { claim: ledger.retention.claim, credentials: storageCredentials(config) });
const { OCTET_REDIS_URL: redisUrl, OCTET_DATABASE_URL: databaseUrl } = config;
const queue = await createQueue(redisUrl === undefined ? { databaseUrl } : { redisUrl });
const onError = (error: Error) => log.warn({ err: error }, 'a ticket waits for the reconciler');
const dispatcher = createDispatcher({ queue, source: ledger.dispatch, onError });

const app = await buildGateway({ config, ledger, store, queue, dispatcher, resultsUrl: config.OCTET_RESULTS_URL, registry, log });
const metrics = config.OCTET_METRICS_LISTEN === undefined ? undefined : metricsApp(registry);
await listen(app, config.OCTET_LISTEN);
if (metrics !== undefined && config.OCTET_METRICS_LISTEN !== undefined) await listen(metrics, config.OCTET_METRICS_LISTEN);

closeOnSignals(async () => {
  await app.close();
  await metrics?.close();
  await queue.close();
  await store.close();
  await ledger.close();
});
