import { randomUUID } from 'node:crypto';
import { isProblemCode, type ProblemCode, ProblemError, problems } from '@octet/contracts';
import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyServerOptions } from 'fastify';
import type { Registry } from 'prom-client';
import { answerHealth, type Checks } from './health.ts';
import { measureRequests } from './metrics.ts';
import { collectDocument, type DocumentOptions } from './openapi.ts';
import type { Authenticate } from './principal.ts';
import { answerProblems } from './problem-answers.ts';
import { type CountRequest, rateLimiter } from './rate-limit.ts';
import { validatorCompiler } from './validation.ts';

export interface AppOptions {
  /** In logs and metrics. */
  readonly service: string;
  readonly authenticate: Authenticate;
  /** What `/readyz` asks, by name. */
  readonly checks: Checks;
  /** Origin that users see. */
  readonly publicUrl: string;
  readonly registry: Registry;
  readonly logger?: FastifyServerOptions['logger'];
  /** A logger that exists already, instead of `logger`. */
  readonly log?: FastifyBaseLogger | undefined;
  /** Of JSON bodies, in bytes; default 1 MiB. */
  readonly bodyLimit?: number | undefined;
  /** Requests of one key; default no limit. */
  readonly requestsPerMinute?: number | undefined;
  /** Makes `app.swagger()`. */
  readonly document?: DocumentOptions | undefined;
  /** Codes of libraries' own errors that have another name in the problem table. */
  readonly problemCodes?: Readonly<Record<string, ProblemCode>> | undefined;
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly authenticate: Authenticate;
    readonly countRequest: CountRequest;
  }
}

const requestIdPattern = /^[\w.:-]{1,128}$/;

/** What every HTTP service of Octet does alike: problems, keys, request ids, health, metrics, strict validation. Routes come by `addRoute`. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const app = fastify({
    ...(options.log === undefined ? { logger: options.logger ?? false } : { loggerInstance: options.log }),
    bodyLimit: options.bodyLimit ?? 1_048_576,
    genReqId: ({ headers }) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && requestIdPattern.test(given) ? given : randomUUID();
    },
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 256 },
  });
  app.setValidatorCompiler(validatorCompiler);
  // Answers are checked in tests, against the document; here they are only written.
  app.setSerializerCompiler(() => JSON.stringify);
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id);
    reply.header('x-content-type-options', 'nosniff');
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
  app.decorateRequest('principal');
  app.decorate('authenticate', options.authenticate);
  answerProblems(app, { typeBase: `${options.publicUrl}/problems`, problemCodes: options.problemCodes });
  measureRequests(app, options.service, options.registry);
  const { requestsPerMinute } = options;
  app.decorate('countRequest', requestsPerMinute === undefined ? async () => {} : await rateLimiter(app, requestsPerMinute));
  if (options.document !== undefined) await collectDocument(app, options.document);
  answerHealth(app, options.checks);
  explainProblems(app);
  return app;
}

/** The `type` of a problem leads here. */
function explainProblems(app: FastifyInstance): void {
  app.get<{ Params: { page: string } }>('/problems/:page', { schema: { hide: true } }, async ({ params: { page } }, reply) => {
    const code = [page, page.replace('-', '/')].find(isProblemCode);
    if (code === undefined) throw new ProblemError('not-found', 'No problem has this code.');
    const { title, status, retryable, fix } = problems[code];
    const again = retryable ? 'The same request may succeed later.' : 'The same request will fail again.';
    return reply.type('text/markdown; charset=utf-8').send(`# ${code}\n\n**${title}.** HTTP status ${status}. ${again}\n\n${fix}\n`);
  });
}
