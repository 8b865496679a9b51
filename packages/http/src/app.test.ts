import { ProblemError } from '@octet/contracts';
import type { FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addRoute } from './add-route.ts';
import { createApp } from './app.ts';
import { metricsApp } from './metrics.ts';

const job = `job_${'0'.repeat(26)}`;
const tenant = { tenant: 'acme', keyId: 'key_1' };
const keys: Record<string, Awaited<ReturnType<Parameters<typeof createApp>[0]['authenticate']>>> = {
  reader: { status: 'ok', principal: { ...tenant, scopes: ['read'] } },
  writer: { status: 'ok', principal: { ...tenant, scopes: ['read', 'write'] } },
  admin: { status: 'ok', principal: { ...tenant, scopes: ['admin'] } },
  revoked: { status: 'revoked' },
  expired: { status: 'expired' },
};
const registry = new Registry();
let app: FastifyInstance;
let sql: () => Promise<void>;

beforeEach(async () => {
  registry.clear();
  sql = async () => {};
  app = await createApp({
    service: 'test',
    authenticate: async (secret) => keys[secret] ?? { status: 'unknown' },
    checks: { sql: () => sql() },
    publicUrl: 'https://octet.example',
    registry,
    requestsPerMinute: 5,
    problemCodes: { 'strange/code': 'request/invalid' },
    document: { version: '1.2.3' },
  });
  addRoute(app, 'getJob', async ({ principal, params }) => ({ tenant: principal.tenant, id: params.id }));
  addRoute(app, 'listJobs', async ({ query }) => ({ limit: query.limit }));
  addRoute(app, 'createKey', async ({ body }, reply) => reply.code(201).send(body));
  addRoute(app, 'getLimits', async () => {
    throw Object.assign(new Error('password=hunter2'), { code: 'ECONNREFUSED' });
  });
  addRoute(app, 'getUsage', async () => {
    throw new Error('password=hunter2');
  });
  addRoute(app, 'listTargets', async () => {
    throw Object.assign(new Error('Strange.'), { code: 'strange/code' });
  });
});
afterEach(() => app.close());

const as = (key: string) => ({ authorization: `Bearer ${key}` });
const get = (url: string, headers: Record<string, string> = as('reader')) => app.inject({ url, headers });

test('the principal comes from the key, path parameters from the address', async () => {
  const { statusCode, json } = await get(`/v1/jobs/${job}?`);
  expect({ statusCode, body: json() }).toEqual({ statusCode: 200, body: { tenant: 'acme', id: job } });
});

test.each([
  [{}, 401, 'auth/missing'],
  [{ authorization: 'Basic abc' }, 401, 'auth/missing'],
  [as('nobody'), 401, 'auth/invalid'],
  [as('revoked'), 401, 'auth/revoked'],
  [as('expired'), 401, 'auth/expired'],
])('refuses %o with %i %s', async (headers, status, code) => {
  const answer = await get(`/v1/jobs/${job}`, headers);
  expect(answer.statusCode).toBe(status);
  expect(answer.headers['www-authenticate']).toBe('Bearer realm="octet"');
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(answer.json()).toMatchObject({ code, status, instance: `/v1/jobs/${job}`, request_id: answer.headers['x-request-id'] });
});

test('a scope that is missing is 403, and admin has them all', async () => {
  const body = { name: 'ci' };
  const post = (key: string) => app.inject({ method: 'POST', url: '/v1/keys', headers: as(key), payload: body });
  expect((await post('writer')).json()).toMatchObject({ status: 403, code: 'auth/scope' });
  expect((await post('admin')).json()).toEqual({ name: 'ci', scopes: ['read', 'write'] });
});

test('text parameters are converted; a body is not, and unknown fields are refused, each fault with its pointer', async () => {
  expect((await get('/v1/jobs?limit=7')).json()).toEqual({ limit: 7 });
  for (const text of ['x', 'true', '5.0']) {
    const { json } = await get(`/v1/jobs?limit=${text}`);
    expect(json()).toMatchObject({ status: 400, code: 'request/invalid', errors: [{ pointer: '/query/limit' }] });
  }
  const { errors } = (
    await app.inject({ method: 'POST', url: '/v1/keys', headers: as('admin'), payload: { name: 1, color: 'red' } })
  ).json();
  expect(errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(['/color', '/name']);
});

test.each([
  [{ method: 'GET', url: '/nowhere' }, 404, 'not-found'],
  [
    { method: 'POST', url: '/v1/keys', payload: '{', headers: { ...as('admin'), 'content-type': 'application/json' } },
    400,
    'request/invalid',
  ],
  [
    { method: 'POST', url: '/v1/keys', payload: 'x', headers: { ...as('admin'), 'content-type': 'text/xml' } },
    415,
    'request/unsupported-media-type',
  ],
  [
    {
      method: 'POST',
      url: '/v1/keys',
      payload: JSON.stringify('x'.repeat(2_000_000)),
      headers: { ...as('admin'), 'content-type': 'application/json' },
    },
    413,
    'request/too-large',
  ],
] as const)("fastify's own refusal of %o is a problem too", async (request, status, code) => {
  expect((await app.inject(request)).json()).toMatchObject({
    status,
    code,
    type: `https://octet.example/problems/${code.replace('/', '-')}`,
  });
});

test('a body of no stated type is refused, and none where one is needed', async () => {
  const post = (payload: string, headers = {}) =>
    app.inject({ method: 'POST', url: '/v1/keys', headers: { ...as('admin'), ...headers }, payload });
  expect((await post('name=ci', { 'content-type': '' })).json()).toMatchObject({ status: 415, code: 'request/unsupported-media-type' });
  expect((await post('')).json()).toMatchObject({ status: 400, code: 'request/invalid' });
});

test('a wrong method is 405 and lists those that the address takes', async () => {
  const answer = await app.inject({ method: 'PATCH', url: `/v1/jobs/${job}` });
  expect(answer.json()).toMatchObject({ status: 405, code: 'method-not-allowed' });
  expect(answer.headers.allow).toBe('GET, HEAD');
  expect((await app.inject({ method: 'QUERY' as 'GET', url: `/v1/jobs/${job}` })).json()).toMatchObject({ status: 405 });
});

test('a server that does not answer is 503 with Retry-After, a fault of ours 500, and neither tells what it says', async () => {
  const [unavailable, internal] = [await get('/v1/limits'), await get('/v1/usage')];
  expect(unavailable.json()).toMatchObject({ status: 503, code: 'service/unavailable', retryable: true });
  expect(unavailable.headers['retry-after']).toBe('5');
  expect(internal.json()).toMatchObject({ status: 500, code: 'internal' });
  expect(unavailable.body + internal.body).not.toContain('hunter2');
});

test("a library's own code is answered as the service maps it", async () => {
  expect((await get('/v1/targets')).json()).toMatchObject({ status: 400, code: 'request/invalid', detail: 'Strange.' });
});

test('counts a key’s requests and refuses the one too many', async () => {
  const answers = [];
  for (let i = 0; i < 6; i++) answers.push(await get(`/v1/jobs/${job}`));
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200, 429]);
  expect(answers[0]?.headers).toMatchObject({ 'ratelimit-policy': '"requests";q=5;w=60', ratelimit: '"requests";r=4;t=60' });
  expect(Number(answers[5]?.headers['retry-after'])).toBeGreaterThan(0);
});

test('echoes a request id that is one, and makes its own otherwise', async () => {
  expect((await get('/livez', { 'x-request-id': 'trace-1' })).headers['x-request-id']).toBe('trace-1');
  expect((await get('/livez', { 'x-request-id': 'a b\n' })).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
});

test('is ready while everything that it needs answers', async () => {
  expect((await get('/readyz', {})).json()).toEqual({ status: 'ok', checks: { sql: 'ok' } });
  sql = async () => {
    throw new ProblemError('service/unavailable', 'gone');
  };
  const answer = await get('/readyz', {});
  expect([answer.statusCode, answer.json()]).toEqual([503, { status: 'unavailable', checks: { sql: 'failed' } }]);
});

test('the document describes every registered route of the table, problems included, and nothing else', async () => {
  await app.ready();
  const { openapi, paths } = app.swagger() as unknown as {
    openapi: string;
    paths: Record<string, Record<string, { operationId: string; responses: object }>>;
  };
  expect(openapi).toBe('3.1.0');
  expect(Object.keys(paths).sort()).toEqual(['/v1/jobs', '/v1/jobs/{id}', '/v1/keys', '/v1/limits', '/v1/targets', '/v1/usage']);
  expect(paths['/v1/jobs/{id}']?.get?.operationId).toBe('getJob');
  expect(Object.keys(paths['/v1/jobs/{id}']?.get?.responses ?? {})).toEqual(['200', '304', '4XX', '5XX']);
});

test('the type of a problem leads to its page', async () => {
  expect((await get('/problems/auth-scope', {})).body).toContain('# auth/scope');
  expect((await get('/problems/no-such', {})).statusCode).toBe(404);
});

test('metrics count by route, never by address', async () => {
  await get(`/v1/jobs/${job}`);
  const metrics = metricsApp(registry);
  const { body } = await metrics.inject({ url: '/metrics' });
  await metrics.close();
  expect(body).toContain('octet_http_request_seconds_count{service="test",method="GET",route="/v1/jobs/:id",status="200"} 1');
  expect(body).not.toContain(job);
});
