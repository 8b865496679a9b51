import { isProblemCode, type ProblemBody, type ProblemCode, ProblemError, problemOf, problems } from '@octet/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Fastify's own refusals, and those of the plugins that the services use. */
const codeOfFastify: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'request/unsupported-media-type',
  FST_ERR_CTP_INVALID_TYPE: 'request/unsupported-media-type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'request/too-large',
};

/** A server or a disk behind the service does not answer, by the codes of Node and PostgreSQL. */
const unavailable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  '57P01',
  '57P02',
  '57P03',
  '08000',
  '08001',
  '08003',
  '08006',
  '53300',
]); // prettier-ignore

const retryAfterSeconds = 5;

export interface ProblemAnswers {
  /** Address under which the page of each code is found. */
  readonly typeBase: string;
  /** Codes of libraries' own errors that have another name in the problem table. */
  readonly problemCodes?: Readonly<Record<string, ProblemCode>> | undefined;
}

/** Every refusal and fault leaves as application/problem+json (RFC 9457): fastify's own, a route's, and that there is no route. */
export function answerProblems(app: FastifyInstance, { typeBase, problemCodes = {} }: ProblemAnswers): void {
  const paths = new PathMethods();
  app.addHook('onRoute', ({ url, method }) => paths.add(url, method));

  app.setErrorHandler((error: unknown, request, reply) => {
    const problem = tellable(error, problemCodes);
    if (problem.code === 'internal' || problem.code === 'service/unavailable') request.log.error({ err: error }, 'request failed');
    return send(problem, request, reply);
  });
  app.setNotFoundHandler(answerNoRoute);
  // Before a body is parsed that nobody will look at.
  app.addHook('onRequest', async (request, reply) => (request.is404 ? answerNoRoute(request, reply) : undefined));

  function answerNoRoute(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const allowed = paths.methodsAt(request.url.split('?', 1)[0] ?? '');
    if (allowed.length === 0) return send(new ProblemError('not-found', 'No route has this address.'), request, reply);
    reply.header('allow', allowed.join(', '));
    const detail = `${request.method} is not for this address; it takes ${allowed.join(', ')}.`;
    return send(new ProblemError('method-not-allowed', detail), request, reply);
  }

  function send(error: { readonly code: ProblemCode }, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { faults, ...problem } = problemOf(error);
    const body: ProblemBody = {
      type: `${typeBase}/${problem.code.replace('/', '-')}`,
      ...problem,
      instance: request.url.split('?', 1)[0] ?? '',
      request_id: request.id,
      ...(faults === undefined ? {} : { errors: [...faults] }),
    };
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="octet"');
    if ((problem.status === 429 || problem.status === 503) && !reply.hasHeader('retry-after'))
      reply.header('retry-after', retryAfterSeconds);
    // serialized here: a route's own serializer knows nothing of problems
    return reply.code(problem.status).type('application/problem+json').serializer(JSON.stringify).send(body);
  }
}

function tellable(error: unknown, problemCodes: Readonly<Record<string, ProblemCode>>): { readonly code: ProblemCode } {
  const { code, message, statusCode } = (typeof error === 'object' && error !== null ? error : {}) as {
    code?: unknown;
    message?: string;
    statusCode?: number;
  };
  if (isProblemCode(code)) return error as { code: ProblemCode };
  const known = typeof code === 'string' ? (problemCodes[code] ?? codeOfFastify[code]) : undefined;
  if (known !== undefined) return new ProblemError(known, message ?? problems[known].title, { cause: error });
  if (typeof code === 'string' && unavailable.has(code)) {
    return new ProblemError('service/unavailable', 'A part of the service does not answer right now; nothing is lost. Try again.', {
      cause: error,
    });
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new ProblemError('request/invalid', message ?? problems['request/invalid'].title, { cause: error });
  }
  return new ProblemError('internal', '', { cause: error });
}

/** Which methods each registered path takes. */
class PathMethods {
  readonly #entries: { readonly pattern: RegExp; readonly method: string }[] = [];

  add(url: string, methods: string | readonly string[]): void {
    const source = url
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll(/:\w+/g, '[^/]+')
      .replaceAll('*', '.*');
    for (const method of [methods].flat()) this.#entries.push({ pattern: new RegExp(`^${source}$`), method });
  }

  methodsAt(path: string): string[] {
    return [...new Set(this.#entries.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))].sort();
  }
}
