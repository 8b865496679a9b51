import replyFrom from '@fastify/reply-from';
import { ProblemError, type RouteName, routes } from '@octet/contracts';
import { addRoute } from '@octet/http';
import type { FastifyInstance, FastifyReply } from 'fastify';

const headersTimeoutMs = 30_000;
const names = (Object.keys(routes) as RouteName[]).filter((name) => routes[name].owner === 'results');
/** The socket was closed by the other side while it was idle: asked again once, on a new one. */
const staleSocket = new Set(['UND_ERR_SOCKET', 'ECONNRESET']);

/**
 * Routes whose owner is results, passed on as they came: results looks at the key itself, so that neither trusts the network between them.
 * Registered here with their schemas, so that the document has them and what is malformed does not travel.
 */
export async function passOnToResults(app: FastifyInstance, resultsUrl: string): Promise<void> {
  await app.register(replyFrom, {
    base: resultsUrl,
    disableRequestLogging: true,
    disableCache: true,
    undici: { connections: 64, headersTimeout: headersTimeoutMs, bodyTimeout: 0 },
  });
  for (const name of names) addRoute(app, name, async (_request, reply) => passOn(reply));
  app.get('/.well-known/jwks.json', { schema: { hide: true } }, async (_request, reply) => passOn(reply));
}

function passOn(reply: FastifyReply): FastifyReply {
  return reply.from(undefined, {
    // A body that was parsed is written again by reply-from; none must not become one.
    ...(reply.request.body === undefined || reply.request.body === null ? { body: null } : {}),
    rewriteRequestHeaders: ({ id }, headers) => ({ ...headers, 'x-request-id': id }),
    retryDelay: ({ err, req, attempt }) => {
      const { code } = (err ?? {}) as { code?: string };
      return attempt === 0 && req.method === 'GET' && code !== undefined && staleSocket.has(code) ? 1 : null;
    },
    onError: (failed, { error }) => {
      const detail = 'The part of the service that keeps results does not answer right now; nothing is lost. Try again.';
      failed.send(new ProblemError('service/unavailable', detail, { cause: error }));
    },
  });
}
