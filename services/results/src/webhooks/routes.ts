import { type Endpoint, ProblemError, webhookEvents } from '@octet/contracts';
import { addRoute, idempotent, permittedAddresses, webhookUrl } from '@octet/http';
import type { FastifyInstance } from 'fastify';
import type { Parts } from '../parts.ts';
import { newSecret } from './secret.ts';

const rotationMs = 24 * 60 * 60 * 1000;

/** Endpoints of the tenant, and what was sent to them. */
export function webhookRoutes(app: FastifyInstance, { ledger, config, clock }: Parts): void {
  const { webhooks } = ledger;
  const permitted = permittedAddresses(config.webhookAllow);

  addRoute(app, 'createEndpoint', async (request, reply) => {
    const { tenant } = request.principal;
    const { status, body } = await idempotent(request, reply, ledger.idempotency, {
      read: async () => request.body,
      identity: (given) => given,
      make: async ({ url, events = webhookEvents, description }, key) => {
        const secret = newSecret();
        const wanted = { url: webhookUrl(url, permitted).href, events, description, secret };
        const answer = { status: 201, body: { ...(await webhooks.createEndpoint(tenant, wanted)), secret } };
        if (key !== undefined) await ledger.idempotency.complete(tenant, key, answer);
        return answer;
      },
    });
    return reply.code(status).send(body);
  });
  addRoute(app, 'listEndpoints', ({ principal, query }) => webhooks.listEndpoints(principal.tenant, query));
  addRoute(app, 'getEndpoint', ({ principal, params }) => existing(principal.tenant, params.id));
  addRoute(app, 'changeEndpoint', async ({ principal, params, body }) => {
    const { id } = await existing(principal.tenant, params.id);
    await (body.enabled ? webhooks.enableEndpoint(id) : webhooks.disableEndpoint(id, 'Switched off by request.'));
    return await existing(principal.tenant, id);
  });
  addRoute(app, 'deleteEndpoint', async ({ principal, params }, reply) => {
    if (!(await webhooks.removeEndpoint(principal.tenant, params.id))) throw noEndpoint();
    return reply.code(204).send();
  });
  addRoute(app, 'rotateSecret', async ({ principal, params }) => {
    const secret = newSecret();
    const previousUntil = new Date(clock().getTime() + rotationMs);
    const endpoint = await webhooks.rotateSecret(principal.tenant, params.id, { secret, previousUntil });
    if (endpoint === undefined) throw noEndpoint();
    return { ...endpoint, secret };
  });
  addRoute(app, 'getWebhookSecret', async ({ principal }) => ({ secret: await webhooks.tenantSecret(principal.tenant, newSecret()) }));
  addRoute(app, 'pingEndpoint', async ({ principal, params }, reply) => {
    refuseDisabled(await existing(principal.tenant, params.id));
    const delivery = await webhooks.ping(principal.tenant, params.id);
    if (delivery === undefined) throw noEndpoint();
    return reply.code(202).send(delivery);
  });
  addRoute(app, 'listDeliveries', async ({ principal, params, query }) => {
    await existing(principal.tenant, params.id);
    return await webhooks.deliveries(principal.tenant, params.id, query);
  });
  addRoute(app, 'listJobDeliveries', async ({ principal, params }) => {
    if ((await ledger.jobs.get(principal.tenant, params.id)) === undefined)
      throw new ProblemError('not-found', 'No job of yours has this id.');
    return { items: await webhooks.deliveriesOfJob(principal.tenant, params.id) };
  });
  addRoute(app, 'replayDelivery', async ({ principal, params }, reply) => {
    const delivery = await webhooks.replay(principal.tenant, params.id);
    if (delivery === undefined) throw new ProblemError('not-found', 'No delivery of yours has this id.');
    // The ledger has not changed it.
    if (delivery.endpoint_id !== null) refuseDisabled(await existing(principal.tenant, delivery.endpoint_id));
    return reply.code(202).send(delivery);
  });

  async function existing(tenant: string, id: string): Promise<Endpoint> {
    const endpoint = await webhooks.getEndpoint(tenant, id);
    if (endpoint === undefined) throw noEndpoint();
    return endpoint;
  }
}

const noEndpoint = (): ProblemError => new ProblemError('not-found', 'No endpoint of yours has this id.');

function refuseDisabled({ disabled_at, disabled_reason }: Endpoint): void {
  if (disabled_at !== null) throw new ProblemError('webhook/disabled', `Off since ${disabled_at}: ${disabled_reason ?? 'no reason given'}`);
}
