import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import type { ProblemCode } from '@octet/contracts';
import { createApp } from '@octet/http';
import { storageProblems } from '@octet/storage';
import type { FastifyInstance } from 'fastify';
import { assetRoutes } from './assets/assets.ts';
import { uploadRoutes } from './assets/uploads.ts';
import { stopSignals } from './closing.ts';
import { drainRefused } from './intake/drain-refused.ts';
import { continueOnDemand } from './intake/expect-continue.ts';
import { takeForms } from './intake/multipart.ts';
import { compareRoute } from './jobs/compare.ts';
import { jobEvents } from './jobs/events.ts';
import { readJobs } from './jobs/read-jobs.ts';
import { steerJobs } from './jobs/steer-jobs.ts';
import { submitJob } from './jobs/submit-job.ts';
import type { GatewayParts } from './parts.ts';
import { addSecurityHeaders } from './security-headers.ts';
import { serveDashboard } from './site/dashboard.ts';
import { serveDocument } from './site/document.ts';
import { passOnToResults } from './site/results-proxy.ts';
import { keyRoutes } from './tenant/keys.ts';
import { standingRoutes } from './tenant/standing.ts';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** A connection on which nothing moves for so long is cut; every stream of ours has a heartbeat. */
const silenceMs = 120_000;

const problemCodes: Readonly<Record<string, ProblemCode>> = { ...storageProblems, 'ledger/bad-cursor': 'request/invalid' };

/** The public API. Holds no state of its own: any number of gateways may run beside each other. */
export async function buildGateway(parts: GatewayParts): Promise<FastifyInstance> {
  const { config, ledger, store, queue, registry, log } = parts;
  const app = await createApp({
    service: 'gateway',
    authenticate: (secret) => ledger.keys.verify(secret),
    checks: { sql: () => ledger.check(), queue: () => queue.check(), storage: () => store.check() },
    publicUrl: config.OCTET_PUBLIC_URL,
    registry,
    log,
    requestsPerMinute: config.OCTET_RATE_LIMIT,
    document: { version },
    problemCodes,
  });
  addSecurityHeaders(app);
  continueOnDemand(app);
  drainRefused(app);
  app.server.setTimeout(silenceMs);
  takeForms(app);
  app.addContentTypeParser(
    'application/octet-stream',
    (_request: unknown, payload: Readable, done: (error: null, body: Readable) => void) => done(null, payload),
  );
  const stopSignal = stopSignals(app);

  submitJob(app, parts, stopSignal);
  readJobs(app, parts);
  steerJobs(app, parts);
  jobEvents(app, parts, stopSignal);
  compareRoute(app, parts);
  assetRoutes(app, parts);
  uploadRoutes(app, parts);
  keyRoutes(app, parts);
  standingRoutes(app, parts);
  await passOnToResults(app, parts.resultsUrl);
  await serveDocument(app);
  await serveDashboard(app, config.OCTET_DASHBOARD_FOLDER);
  return app;
}
