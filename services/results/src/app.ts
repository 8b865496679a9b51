import type { ProblemCode } from '@octet/contracts';
import { publicJwkOf } from '@octet/evidence';
import { createApp } from '@octet/http';
import type { Ledger } from '@octet/ledger';
import { type ObjectStore, storageProblems } from '@octet/storage';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { ResultsConfig } from './config.ts';
import { createMetrics } from './metrics.ts';
import { outputRoutes } from './outputs/routes.ts';
import type { JobDispatcher, Parts } from './parts.ts';
import { workerProtocol } from './protocol/routes.ts';
import { createLoops, type Loops } from './upkeep/loops.ts';
import { type Lookup, systemLookup } from './webhooks/lookup.ts';
import { webhookRoutes } from './webhooks/routes.ts';

export interface ResultsOptions {
  readonly config: ResultsConfig;
  readonly ledger: Ledger;
  readonly store: ObjectStore;
  readonly dispatcher: JobDispatcher;
  /** Ed25519, private: `parseSigningKey` of @octet/evidence. */
  readonly signingKey: Parts['signingKey'];
  readonly registry: Registry;
  readonly log?: FastifyBaseLogger | undefined;
  readonly clock?: (() => Date) | undefined;
  /** Resolves the names of webhook receivers. */
  readonly lookup?: Lookup | undefined;
}

/** Codes of libraries' errors that have another name in the problem table. */
const problemCodes: Readonly<Record<string, ProblemCode>> = { ...storageProblems, 'ledger/bad-cursor': 'request/invalid' };

export interface Results {
  readonly app: FastifyInstance;
  /** Reaper, reconciler, webhook sender and sweeper; any number of processes may run them. */
  startLoops(): Loops;
}

/** The service that owns outcomes. Holds no state: any number of processes may run on one ledger and store. */
export async function buildResults(options: ResultsOptions): Promise<Results> {
  const { config, ledger, store, registry, signingKey, log, clock = () => new Date(), lookup = systemLookup } = options;
  const parts: Parts = { ...options, metrics: createMetrics(registry, ledger), clock, lookup };
  const app = await createApp({
    service: 'results',
    authenticate: (secret) => ledger.keys.verify(secret),
    checks: { ledger: () => ledger.check(), storage: () => store.check() },
    publicUrl: config.publicUrl,
    registry,
    log,
    problemCodes,
  });
  await app.register(async (scope) => workerProtocol(scope, parts));
  outputRoutes(app, parts);
  webhookRoutes(app, parts);
  const keys = { keys: [await publicJwkOf(signingKey)] };
  app.get('/.well-known/jwks.json', async (_request, reply) => reply.header('cache-control', 'public, max-age=300').send(keys));
  return { app, startLoops: () => createLoops(parts, app.log) };
}
