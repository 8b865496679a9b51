import request from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestGateway, testGateway } from './testing/test-gateway.ts';
import { freshBytes } from './testing/world.ts';

let gateway: TestGateway;
let authorization: string;
const model = freshBytes();

beforeAll(async () => {
  gateway = await testGateway({ env: { OCTET_QUOTA_QUEUED_JOBS: '5' } });
  authorization = `Bearer ${await gateway.key('acme', ['admin'])}`;
});
afterAll(() => gateway[Symbol.asyncDispose]());

const submit = (key: string, { recipe = '{}', bytes = model } = {}) =>
  request(gateway.url)
    .post('/v1/jobs')
    .set('authorization', authorization)
    .set('idempotency-key', key)
    .field('recipe', recipe)
    .attach('model', bytes, 'm.onnx')
    .attach('calibration', Buffer.from('data'), 'c.zip');
const jobs = async () => (await gateway.ledger.jobs.list('acme', { limit: 200 })).items;

test('the same request again is the same answer, and one job', async () => {
  const first = await submit('a');
  const before = await jobs();
  const second = await submit('a');
  expect([second.status, second.body, second.headers.location]).toEqual([202, first.body, first.headers.location]);
  expect([first.headers['idempotency-replayed'], second.headers['idempotency-replayed']]).toEqual([undefined, 'true']);
  expect(await jobs()).toHaveLength(before.length);
});

test('a recipe that spells out a default is the same request', async () => {
  expect((await submit('a', { recipe: '{"target":"auto"}' })).headers['idempotency-replayed']).toBe('true');
});

test.each([
  ['another recipe', { recipe: '{"target":"ort-cpu-avx2"}' }],
  ['another file', { bytes: freshBytes() }],
])('%s under the same key is refused, and nothing is kept', async (_what, change) => {
  const before = [await gateway.files(), (await jobs()).length];
  expect((await submit('a', change)).body).toMatchObject({ status: 422, code: 'idempotency/mismatch' });
  expect([await gateway.files(), (await jobs()).length]).toEqual(before);
});

test('another route under the same key is refused', async () => {
  const { body } = await request(gateway.url)
    .post('/v1/keys')
    .set('authorization', authorization)
    .set('idempotency-key', 'a')
    .send({ name: 'ci' });
  expect(body).toMatchObject({ status: 422, code: 'idempotency/mismatch' });
});

test('ten at once are one job: one is worked on, the others wait or get its answer', async () => {
  const before = (await jobs()).length;
  const answers = await Promise.all(Array.from({ length: 10 }, () => submit('race')));
  const made = answers.filter(({ status }) => status === 202);
  expect(made.length).toBeGreaterThan(0);
  expect(new Set(made.map(({ body }) => body.id)).size).toBe(1);
  for (const { status, body, headers } of answers.filter((answer) => answer.status !== 202)) {
    expect([status, body.code, headers['retry-after']]).toEqual([409, 'idempotency/in-progress', '1']);
  }
  expect((await jobs()).length).toBe(before + 1);
});

test('a request that failed leaves its key free', async () => {
  expect((await submit('b', { recipe: '{"target":"pentium"}' })).body).toMatchObject({ code: 'recipe/invalid' });
  const retried = await submit('b');
  expect([retried.status, retried.headers['idempotency-replayed']]).toEqual([202, undefined]);
});

test('a key made twice is one key, shown both times', async () => {
  const mint = () =>
    request(gateway.url).post('/v1/keys').set('authorization', authorization).set('idempotency-key', 'k').send({ name: 'ci' });
  const [first, second] = [await mint(), await mint()];
  expect(second.body).toEqual(first.body);
  expect((await gateway.ledger.keys.list('acme')).filter(({ name }) => name === 'ci')).toHaveLength(1);
});

test.each(['', 'a b', 'x'.repeat(256)])('refuses the key "%s"', async (key) => {
  const { body } = await request(gateway.url)
    .post('/v1/keys')
    .set('authorization', authorization)
    .set('idempotency-key', key)
    .send({ name: 'ci' });
  expect(body).toMatchObject({ status: 400, code: 'request/invalid' });
});
