import { addRoute } from '@octet/http';
import type { FastifyInstance } from 'fastify';
import type { GatewayParts } from '../parts.ts';
import { compareJobs } from './compare-jobs.ts';
import { noSuchJob } from './read-jobs.ts';

/** GET /v1/compare?a=&b= */
export function compareRoute(app: FastifyInstance, { ledger }: GatewayParts): void {
  addRoute(app, 'compareJobs', async ({ principal: { tenant }, query }) => {
    const [a, b] = await Promise.all([ledger.jobs.get(tenant, query.a), ledger.jobs.get(tenant, query.b)]);
    if (a === undefined) throw noSuchJob(query.a);
    if (b === undefined) throw noSuchJob(query.b);
    return compareJobs(a.job, b.job);
  });
}
