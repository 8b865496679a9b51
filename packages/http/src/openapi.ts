import swagger from '@fastify/swagger';
import { problemBodySchema, type Route, routes } from '@octet/contracts';
import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';

export interface DocumentOptions {
  readonly version: string;
}

const byRoute = new Map<string, Route>(Object.values(routes).map((route: Route) => [`${route.method} ${route.path}`, route]));
const nameByRoute = new Map<string, string>(Object.entries(routes).map(([name, route]) => [`${route.method} ${route.path}`, name]));

const problemAnswer = {
  description: 'A problem (RFC 9457).',
  content: { 'application/problem+json': { schema: plain(problemBodySchema) } },
};

/** Collects the routes of the table into one OpenAPI 3.1 document: `app.swagger()`. Everything else stays out of it. */
export async function collectDocument(app: FastifyInstance, { version }: DocumentOptions): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Octet',
        version,
        description: 'Quantization as a service: FP32 ONNX model and calibration data in; INT8 model, its report and signed evidence out.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'octet_…' } } },
      security: [{ key: [] }],
    },
    transform: ({ schema, url, route: { method } }) => {
      const key = `${[method].flat().find((m) => m !== 'HEAD')} ${url}`;
      const route = byRoute.get(key);
      if (route === undefined || method === 'HEAD') return { schema: { ...schema, hide: true }, url };
      return { schema: { ...schema, ...described(route), operationId: nameByRoute.get(key) ?? key }, url };
    },
  });
}

function described({ summary, path, body, consumes = [], answers, produces, scope }: Route): Record<string, unknown> {
  const contents = [
    ...(body === undefined ? [] : [['application/json', { schema: plain(body) }]]),
    ...consumes.map((type) => [type, { schema: type === 'multipart/form-data' ? multipart(path) : { type: 'string', format: 'binary' } }]),
  ];
  const response = Object.entries(answers).map(([status, schema]) => [status, answer(status, schema, produces)]);
  return {
    summary,
    description: `Scope: ${scope}.`,
    tags: [path.split('/')[2] ?? 'octet'],
    ...(contents.length === 0 ? {} : { body: { content: Object.fromEntries(contents) } }),
    response: { ...Object.fromEntries(response), '4xx': problemAnswer, '5xx': problemAnswer },
  };
}

function answer(status: string, schema: TSchema | null, produces: string | undefined): Record<string, unknown> {
  if (schema !== null) return { description: 'Done.', content: { 'application/json': { schema: plain(schema) } } };
  if (status === '204' || status === '304' || produces === undefined)
    return { description: status === '304' ? 'Not modified.' : 'Done.', type: 'null' };
  return {
    description: 'The bytes.',
    content: { [produces]: { schema: produces === 'application/json' ? {} : { type: 'string', format: 'binary' } } },
  };
}

function multipart(path: string): Record<string, unknown> {
  const file = {
    type: 'string',
    format: 'binary',
    description: 'A Content-Digest (RFC 9530, sha-256) in the head of the part is verified.',
  };
  if (path !== '/v1/jobs') return { type: 'object', required: ['file'], properties: { file }, additionalProperties: false };
  return {
    type: 'object',
    required: ['recipe', 'model', 'calibration'],
    description: 'In this order.',
    properties: {
      recipe: { type: 'object', description: 'A recipe, or job options that hold one; {} is fine.' },
      model: file,
      calibration: file,
      evaluation: file,
    },
    additionalProperties: false,
  };
}

/** A copy without what only TypeBox needs. */
function plain(schema: TSchema): TSchema {
  return JSON.parse(JSON.stringify(schema)) as TSchema;
}
