import { type RouteName, routes } from '@octet/contracts';
import request from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendCase } from '../testing/send-case.ts';
import { type TestGateway, testGateway } from '../testing/test-gateway.ts';
import { makeWorld, type World } from '../testing/world.ts';

let gateway: TestGateway;
let world: World;
let key: string;

beforeAll(async () => {
  gateway = await testGateway({
    results: ({ url, headers }, response) => {
      if (url?.endsWith('/evidence') === true) return response.destroy();
      const head = { etag: '"abc"', 'content-disposition': 'attachment', 'content-security-policy': "default-src 'self'" };
      if (headers['range'] !== undefined) return response.writeHead(206, { ...head, 'content-range': 'bytes 0-1/4' }).end('ab');
      if (headers['if-none-match'] === '"abc"') return response.writeHead(304, head).end();
      return response.writeHead(200, { ...head, 'content-type': 'application/octet-stream' }).end('abcd');
    },
  });
  world = await makeWorld(gateway, 'acme');
  key = await gateway.key('acme', ['admin']);
});
afterAll(() => gateway[Symbol.asyncDispose]());

const artifact = () => request(gateway.url).get(`/v1/jobs/${world.job}/artifact`).set('authorization', `Bearer ${key}`);

test('bytes, ranges and conditions pass through, headers of results with them', async () => {
  const whole = await artifact().buffer();
  expect([whole.status, String(whole.body), whole.headers['etag']]).toEqual([200, 'abcd', '"abc"']);
  expect(whole.headers['content-security-policy']).toBe("default-src 'self'");
  const part = await artifact().set('range', 'bytes=0-1');
  expect([part.status, part.headers['content-range']]).toEqual([206, 'bytes 0-1/4']);
  expect((await artifact().set('if-none-match', '"abc"')).status).toBe(304);
  expect((await request(gateway.url).head(`/v1/jobs/${world.job}/artifact`).set('authorization', `Bearer ${key}`)).status).toBe(200);
});

const owned = (Object.keys(routes) as RouteName[]).filter((name) => routes[name].owner === 'results' && name !== 'getEvidence');
const bodies: Partial<Record<RouteName, string>> = {
  createEndpoint: '{"url":"https://example.com/hook","events":["job.succeeded","job.failed","job.canceled","job.expired"]}',
  changeEndpoint: '{"enabled":true}',
};
test.each(owned)('%s reaches results with its key, its body and its request id', async (name) => {
  const { headers } = await sendCase(gateway.url, name, { world, key });
  const { method } = routes[name];
  const last = gateway.passedOn.at(-1);
  expect(last).toMatchObject({ method, headers: { authorization: `Bearer ${key}`, 'x-request-id': headers['x-request-id'] } });
  expect(last?.body).toBe(bodies[name] ?? '');
});

test('what is malformed does not travel', async () => {
  const before = gateway.passedOn.length;
  const { body } = await request(gateway.url).post('/v1/webhook-endpoints').set('authorization', `Bearer ${key}`).send({ url: 7 });
  expect(body).toMatchObject({ status: 400, code: 'request/invalid' });
  expect(gateway.passedOn.length).toBe(before);
});

test('the public keys of the evidence need no key', async () => {
  await request(gateway.url).get('/.well-known/jwks.json');
  expect(gateway.passedOn.at(-1)?.url).toBe('/.well-known/jwks.json');
});

test('results that does not answer is 503, to be asked again', async () => {
  const { body, headers } = await request(gateway.url).get(`/v1/jobs/${world.job}/evidence`).set('authorization', `Bearer ${key}`);
  expect(body).toMatchObject({ status: 503, code: 'service/unavailable', retryable: true });
  expect(headers['retry-after']).toBeDefined();
});
