import { isFinal, ProblemError } from '@octet/contracts';
import { addRoute, idempotent } from '@octet/http';
import type { FastifyInstance } from 'fastify';
import type { GatewayParts } from '../parts.ts';
import { etagOf, pointTo } from './accepted.ts';
import { noSuchJob } from './read-jobs.ts';
import { createSubmitter } from './submitter.ts';

/** Cancel, retry and delete. */
export function steerJobs(app: FastifyInstance, parts: GatewayParts): void {
  const { ledger } = parts;
  const submit = createSubmitter(parts);

  addRoute(app, 'cancelJob', async ({ principal, params }, reply) => {
    const row = await ledger.jobs.cancel(principal.tenant, params.id);
    if (row === undefined) throw noSuchJob(params.id);
    pointTo(reply, params.id);
    return reply.code(202).header('etag', etagOf(row)).send(row.job);
  });

  addRoute(app, 'retryJob', async (request, reply) => {
    const { tenant } = request.principal;
    const { id } = request.params;
    const { status, body } = await idempotent(request, reply, ledger.idempotency, {
      read: async () => {
        const row = await ledger.jobs.get(tenant, id);
        if (row === undefined) throw noSuchJob(id);
        if (!isFinal(row.job.state))
          throw new ProblemError('job/not-final', `The job is ${row.job.state}; only one that has ended can be retried.`);
        return row.job;
      },
      identity: () => ({ id }),
      make: async (job, key) => {
        const row = await submit(
          tenant,
          {
            recipe: job.recipe,
            model: job.model.digest,
            calibration: job.calibration.digest,
            evaluation: job.evaluation?.digest,
            requires: job.requires ?? undefined,
            jobClass: job.job_class,
            name: job.name ?? undefined,
            tags: job.tags,
            webhookUrl: job.webhook_url ?? undefined,
            maxQueueSeconds: job.max_queue_seconds,
            maxRunSeconds: job.max_run_seconds,
            retryOf: job.id,
          },
          key,
        );
        reply.header('etag', etagOf(row));
        return { status: 202, body: row.job };
      },
    });
    pointTo(reply, (body as { id: string }).id);
    return reply.code(status).send(body);
  });

  addRoute(app, 'deleteJob', async ({ principal, params }, reply) => {
    const result = await ledger.jobs.remove(principal.tenant, params.id);
    if (result === 'not-found') throw noSuchJob(params.id);
    if (result === 'not-final') throw new ProblemError('job/not-final', 'The job has not ended. Cancel it, then delete it.');
    return reply.code(204).send();
  });
}
