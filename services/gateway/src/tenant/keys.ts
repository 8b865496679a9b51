import { ProblemError } from '@octet/contracts';
import { addRoute, idempotent } from '@octet/http';
import type { FastifyInstance } from 'fastify';
import type { GatewayParts } from '../parts.ts';

/** /v1/keys, for keys with the scope admin. */
export function keyRoutes(app: FastifyInstance, { ledger }: GatewayParts): void {
  addRoute(app, 'createKey', async (request, reply) => {
    const { tenant } = request.principal;
    const { status, body } = await idempotent(request, reply, ledger.idempotency, {
      read: async () => request.body,
      identity: (wanted) => wanted,
      make: async ({ name, scopes, expires_at }, key) => {
        const minted = await ledger.keys.mint(tenant, { name, scopes, expiresAt: futureDate(expires_at) });
        if (key !== undefined) await ledger.idempotency.complete(tenant, key, { status: 201, body: minted });
        return { status: 201, body: minted };
      },
    });
    return reply.code(status).send(body);
  });

  addRoute(app, 'listKeys', async ({ principal }) => ({ items: await ledger.keys.list(principal.tenant) }));

  addRoute(app, 'revokeKey', async ({ principal, params: { id } }, reply) => {
    if (!(await ledger.keys.revoke(principal.tenant, id))) throw new ProblemError('not-found', `There is no key ${id}.`);
    return reply.code(204).send();
  });
}

function futureDate(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const date = new Date(text);
  if (date.getTime() > Date.now()) return date;
  throw new ProblemError('request/invalid', 'expires_at is not in the future.', {
    faults: [{ pointer: '/expires_at', message: 'must be in the future' }],
  });
}
