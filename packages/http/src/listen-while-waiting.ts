import { ProblemError } from '@octet/contracts';
import fastify from 'fastify';
import { answerHealth } from './health.ts';
import { answerProblems } from './problem-answers.ts';
import { listen } from './serve.ts';

/**
 * Answers in the place of a service that waits for what it needs: /livez yes, /readyz no, everything else 503. Give it back its address by
 * `close`, which is done at once.
 */
export async function listenWhileWaiting(
  at: string,
  { publicUrl }: { readonly publicUrl: string },
): Promise<{ readonly origin: string; close(): Promise<void> }> {
  const app = fastify({ forceCloseConnections: true });
  answerProblems(app, { typeBase: `${publicUrl}/problems` });
  answerHealth(app, {
    start: async () => {
      throw new Error('the service waits for what it needs');
    },
  });
  app.all('/*', { schema: { hide: true } }, async () => {
    throw new ProblemError('service/unavailable', 'The service is starting and waits for what it needs. Try again.');
  });
  const origin = await listen(app, at);
  return { origin, close: () => app.close() };
}
