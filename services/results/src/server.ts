import { parseSigningKey } from '@octet/evidence';
import { closeOnSignals, createRegistry, listen, metricsApp } from '@octet/http';
import { createLedger } from '@octet/ledger';
import { createDispatcher, createQueue } from '@octet/queue';
import { openStore } from '@octet/storage';
import { pino } from 'pino';
import { buildResults } from './app.ts';
import { loadConfig } from './config.ts';

const config = loadConfig(process.env);
const signingKey = parseSigningKey(config.signingKey);
const log = pino({ name: 'results', level: config.logLevel });
const registry = createRegistry();

const ledger = await createLedger({ url: config.databaseUrl, runningJobs: config.runningJobs });
const store = await openStore(config.storageUrl, { claim: ledger.retention.claim, credentials: config.storageCredentials });
const queue = await createQueue(config.redisUrl === undefined ? { databaseUrl: config.databaseUrl } : { redisUrl: config.redisUrl });
const onError = (error: Error) => log.warn({ err: error }, 'a ticket waits for the reconciler');
const dispatcher = createDispatcher({ queue, source: ledger.dispatch, onError });

const { app, startLoops } = await buildResults({ config, ledger, store, dispatcher, signingKey, registry, log });
const metrics = config.metricsListen === undefined ? undefined : metricsApp(registry);
await listen(app, config.listen);
if (metrics !== undefined && config.metricsListen !== undefined) await listen(metrics, config.metricsListen);
const loops = startLoops();

closeOnSignals(async () => {
  await app.close();
  await loops.stop();
  await metrics?.close();
  await queue.close();
  await store.close();
  await ledger.close();
});
