import request from 'supertest';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type TestGateway, testGateway } from '../testing/test-gateway.ts';
import { makeWorld, type World } from '../testing/world.ts';

let gateway: TestGateway;
let world: World;
let authorization: string;

beforeAll(async () => {
  gateway = await testGateway();
  authorization = `Bearer ${await gateway.key('acme', ['read', 'write'])}`;
});
beforeEach(async () => {
  world = await makeWorld(gateway, 'acme');
});
afterAll(() => gateway[Symbol.asyncDispose]());

const send = (method: 'get' | 'post' | 'delete', path: string) => request(gateway.url)[method](path).set('authorization', authorization);

test('a job that has not changed is 304, one that has is sent', async () => {
  const path = `/v1/jobs/${world.job}`;
  const first = await send('get', path);
  const etag = first.headers['etag'] as string;
  const unchanged = await send('get', path).set('if-none-match', `"other", ${etag}`);
  expect([unchanged.status, unchanged.text, unchanged.headers['etag']]).toEqual([304, '', etag]);
  await send('post', `${path}/cancel`);
  const changed = await send('get', path).set('if-none-match', etag);
  expect([changed.status, changed.body.state]).toEqual([200, 'canceled']);
  expect(changed.headers['etag']).not.toBe(etag);
});

test('a list in which nothing has changed is 304; a job that changed, a new one and another page are sent', async () => {
  const list = (etag = '', query = '') => send('get', `/v1/jobs?model=${world.model}${query}`).set('if-none-match', etag);
  const first = await list();
  const etag = first.headers['etag'] as string;
  expect(await list(etag)).toMatchObject({ status: 304, text: '' });
  await send('post', `/v1/jobs/${world.job}/cancel`);
  const changed = await list(etag);
  expect([changed.status, changed.body.items.length]).toEqual([200, first.body.items.length]);
  await send('post', `/v1/jobs/${world.ended}/retry`);
  const longer = await list(changed.headers['etag']);
  expect([longer.status, longer.body.items.length]).toEqual([200, first.body.items.length + 1]);
  const page = await list('', '&limit=1');
  expect((await list(page.headers['etag'], `&limit=1&cursor=${page.body.next_cursor}`)).status).toBe(200);
});

test('cancel is said once or twice, and an ended job stays as it ended', async () => {
  const cancel = () => send('post', `/v1/jobs/${world.job}/cancel`);
  const [first, second] = [await cancel(), await cancel()];
  expect([first.status, first.body.state]).toEqual([202, 'canceled']);
  expect(second.body).toEqual(first.body);
});

test('a retry is a new job with the same files and recipe', async () => {
  const { status, body, headers } = await send('post', `/v1/jobs/${world.ended}/retry`);
  expect([status, headers.location]).toEqual([202, `/v1/jobs/${body.id}`]);
  expect(body).toMatchObject({
    state: 'queued',
    retry_of: world.ended,
    model: { digest: world.model },
    calibration: { digest: world.dataset },
  });
  expect(gateway.offered).toContain(body.id);
});

test('a job that has not ended can be neither retried nor deleted', async () => {
  for (const answer of [await send('post', `/v1/jobs/${world.job}/retry`), await send('delete', `/v1/jobs/${world.job}`)]) {
    expect(answer.body).toMatchObject({ status: 409, code: 'job/not-final' });
  }
});

test('a job that was deleted is gone', async () => {
  expect((await send('delete', `/v1/jobs/${world.ended}`)).status).toBe(204);
  expect((await send('get', `/v1/jobs/${world.ended}`)).body).toMatchObject({ status: 404, code: 'not-found' });
});

test('a list is filtered by state and model, and goes on from page to page', async () => {
  const { body } = await send('get', `/v1/jobs?model=${world.model}&state=queued`);
  expect(body.items.map(({ id }: { id: string }) => id)).toEqual([world.job]);
  const { body: first } = await send('get', `/v1/jobs?model=${world.model}&limit=1`);
  const { body: second } = await send('get', `/v1/jobs?model=${world.model}&limit=1&cursor=${encodeURIComponent(first.next_cursor)}`);
  expect([first.items[0].id, second.items[0].id, second.next_cursor]).toEqual([world.job, world.ended, null]);
});

test('compare tells what differs in the recipes, then the figures with their units', async () => {
  const make = async (recipe: object) =>
    (await send('post', '/v1/jobs').send({ model: world.model, calibration: world.dataset, recipe })).body.id;
  const [a, b] = [await make({ gates: { min_sqnr_db: 30 } }), await make({ exclude: [{ name: 'head' }] })];
  const { body } = await send('get', `/v1/compare?a=${a}&b=${b}`);
  expect(body.recipe_differences).toEqual([
    { pointer: '/exclude/0', a: null, b: { name: 'head' } },
    { pointer: '/gates/min_sqnr_db', a: 30, b: 20 },
  ]);
  expect(body.figures).toContainEqual({ name: 'sqnr_db', unit: 'dB', a: null, b: null });
  expect([body.a.id, body.b.id]).toEqual([a, b]);
});

test('every limit that is stated is the one that is configured', async () => {
  await using small = await testGateway({ env: { OCTET_MAX_MODEL_BYTES: '7', OCTET_RATE_LIMIT: '9' } });
  const { body } = await request(small.url)
    .get('/v1/limits')
    .set('authorization', `Bearer ${await small.key()}`);
  expect(body).toMatchObject({ model_bytes: 7, requests_per_minute: 9 });
});

test('a key that asks too often is refused, another is not', async () => {
  await using small = await testGateway({ env: { OCTET_RATE_LIMIT: '2' } });
  const [mine, other] = [await small.key(), await small.key()];
  const ask = (key: string) => request(small.url).get('/v1/limits').set('authorization', `Bearer ${key}`);
  const answers = [await ask(mine), await ask(mine), await ask(mine)];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
  expect(answers[2]?.headers).toMatchObject({ 'ratelimit-policy': '"requests";q=2;w=60', 'retry-after': expect.stringMatching(/^\d+$/) });
  expect((await ask(other)).status).toBe(200);
});
