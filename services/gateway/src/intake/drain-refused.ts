import type { FastifyInstance } from 'fastify';

/**
 * After an answer that was sent before all of the body had come: what still comes is read and dropped for a while, so that the client gets to
 * read the answer, then the connection is cut, so a client cannot send indefinitely. To close at once would reset the connection
 * under the answer.
 */
export function drainRefused(app: FastifyInstance, { graceMs = 5000 } = {}): void {
  app.addHook('onResponse', async ({ raw }) => {
    const { socket } = raw;
    if (raw.complete || socket.destroyed) return;
    raw.unpipe();
    raw.resume();
    const timer = setTimeout(() => socket.destroy(), graceMs);
    const stop = () => clearTimeout(timer);
    raw.once('end', stop);
    socket.once('close', stop);
  });
}
