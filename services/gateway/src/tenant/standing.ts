import { jobClassOf, parseRecipe, targetNames } from '@octet/contracts';
import { addRoute } from '@octet/http';
import type { FastifyInstance } from 'fastify';
import { limitsOf } from '../limits.ts';
import type { GatewayParts } from '../parts.ts';

const classOfTarget = new Map(targetNames.map((target) => [target, jobClassOf(parseRecipe({ target }))]));

/** What the service takes, what the tenant uses, and who works: limits, usage, workers, targets. */
export function standingRoutes(app: FastifyInstance, { ledger, config }: GatewayParts): void {
  const limits = limitsOf(config);
  const alive = { goneAfterSeconds: config.OCTET_WORKER_GONE_SECONDS };

  addRoute(app, 'getLimits', async () => limits);
  addRoute(app, 'getUsage', async ({ principal }) => ledger.jobs.usage(principal.tenant));
  addRoute(app, 'listWorkers', async ({ principal }) => ({ items: await ledger.workers.list(principal.tenant, alive) }));
  addRoute(app, 'listTargets', async () => {
    const workers = await ledger.workers.countByClass(alive);
    return { items: [...classOfTarget].map(([name, jobClass]) => ({ name, job_class: jobClass, workers: workers[jobClass] })) };
  });
}
