import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';

const waiting = new WeakMap<IncomingMessage, ServerResponse>();

/**
 * Asks a client that sent `Expect: 100-continue` for its body only once somebody wants to read it: key, quota and Content-Length are looked at
 * first, and what is refused never travels. Node by itself would ask at once.
 */
export function continueOnDemand(app: FastifyInstance): void {
  app.server.on('checkContinue', (request, response) => {
    waiting.set(request, response);
    app.server.emit('request', request, response);
  });
  app.addHook('preParsing', async (request) => {
    if (request.headers['content-type']?.startsWith('application/json') === true) askForBody(request.raw);
  });
}

/** Before the first byte of a streamed body is read. */
export function askForBody(request: IncomingMessage): void {
  waiting.get(request)?.writeContinue();
  waiting.delete(request);
}
