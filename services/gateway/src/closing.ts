import type { FastifyInstance, FastifyReply } from 'fastify';

/** Says when to stop an answer that takes its time: the client has gone, or the server closes. */
export type StopSignal = (reply: FastifyReply) => AbortSignal;

export function stopSignals(app: FastifyInstance): StopSignal {
  const closing = new AbortController();
  app.addHook('preClose', async () => closing.abort());
  // Connections that were busy when the server began to close would otherwise be kept alive, and the server with them.
  app.addHook('onResponse', async () => {
    if (closing.signal.aborted) setImmediate(() => app.server.closeIdleConnections());
  });
  return (reply) => {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    return AbortSignal.any([gone.signal, closing.signal]);
  };
}
