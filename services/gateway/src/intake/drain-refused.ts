import type { FastifyInstance } from 'fastify';

const patienceMs = 5000;

/**
 * After an answer that was sent before all of the body had come: what still comes is read and dropped for a while, so that the client gets to
 * read the answer, then the connection is cut, so that nobody sends for ever what nobody wants.
 */
export function drainRefused(app: FastifyInstance): void {
  app.addHook('onSend', async ({ raw }, reply) => {
    if (!raw.complete && hasBody(raw.headers)) reply.header('connection', 'close');
  });
  app.addHook('onResponse', async ({ raw }) => {
    if (raw.complete || raw.destroyed) return;
    raw.unpipe();
    raw.resume();
    const timer = setTimeout(() => raw.destroy(), patienceMs);
    raw.once('close', () => clearTimeout(timer));
  });
}

const hasBody = (headers: NodeJS.Dict<string | string[]>): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
