import { createHash } from 'node:crypto';
import { ProblemError } from '@octet/contracts';
import { addRoute } from '@octet/http';
import type { JobRow } from '@octet/ledger';
import type { FastifyInstance } from 'fastify';
import type { GatewayParts } from '../parts.ts';
import { etagOf } from './accepted.ts';

export const noSuchJob = (id: string) => new ProblemError('not-found', `There is no job ${id}.`);

/** GET /v1/jobs, /v1/jobs/:id and its logs. */
export function readJobs(app: FastifyInstance, { ledger }: GatewayParts): void {
  addRoute(app, 'listJobs', async ({ principal, query, headers }, reply) => {
    const { items, next_cursor } = await ledger.jobs.list(principal.tenant, query);
    const etag = etagOfPage(items, next_cursor === null);
    reply.header('etag', etag).header('cache-control', 'private, no-cache');
    return matches(headers['if-none-match'], etag) ? reply.code(304).send() : { items: items.map(({ job }) => job), next_cursor };
  });

  addRoute(app, 'getJob', async ({ principal, params, headers }, reply) => {
    const row = await ledger.jobs.get(principal.tenant, params.id);
    if (row === undefined) throw noSuchJob(params.id);
    const etag = etagOf(row);
    reply.header('etag', etag).header('cache-control', 'private, no-cache');
    return matches(headers['if-none-match'], etag) ? reply.code(304).send() : row.job;
  });

  addRoute(app, 'listLogs', async ({ principal, params, query }) => {
    const items = await ledger.jobs.logs(principal.tenant, params.id, query.after ?? 0);
    if (items === undefined) throw noSuchJob(params.id);
    return { items };
  });
}

/** Of a page of the list: its jobs, the versions of their rows, and whether more follow. */
function etagOfPage(rows: readonly JobRow[], isLast: boolean): string {
  const hash = createHash('sha256').update(isLast ? 'last' : 'more');
  for (const { job, version } of rows) hash.update(`${job.id} ${version}\n`);
  return `W/"${hash.digest('base64url').slice(0, 22)}"`;
}

/** Weak comparison (RFC 9110): W/ is passed over. */
function matches(field: string | undefined, etag: string): boolean {
  const bare = (tag: string) => tag.trim().replace(/^W\//, '');
  return field !== undefined && (field.trim() === '*' || field.split(',').some((tag) => bare(tag) === bare(etag)));
}
