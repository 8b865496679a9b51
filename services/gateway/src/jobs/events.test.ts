import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type TestGateway, testGateway } from '../testing/test-gateway.ts';
import { makeWorld, type World } from '../testing/world.ts';

let gateway: TestGateway;
let world: World;
let authorization: string;

beforeAll(async () => {
  gateway = await testGateway();
  authorization = `Bearer ${await gateway.key('acme', ['read'])}`;
});
beforeEach(async () => {
  world = await makeWorld(gateway, 'acme');
});
afterAll(() => gateway[Symbol.asyncDispose]());

const get = (id: string, headers: Record<string, string> = {}, query = '') =>
  fetch(`${gateway.url}/v1/jobs/${id}/events${query}`, { headers: { authorization, ...headers } });
const stream = (id: string, headers: Record<string, string> = {}) => get(id, { accept: 'text/event-stream', ...headers });
const typesIn = (text: string) => [...text.matchAll(/^event: (.*)$/gm)].map(([, type]) => type);

test('events are a list unless a stream is asked for', async () => {
  const { items } = (await (await get(world.ended)).json()) as { items: { id: number; type: string }[] };
  expect(items.map(({ type }) => type)).toEqual(['job.queued', 'job.canceled']);
  const rest = (await (await get(world.ended, {}, `?after=${items[0]?.id}`)).json()) as { items: unknown[] };
  expect(rest.items).toEqual(items.slice(1));
});

test('a stream replays what was, tells what comes, and ends with the job', async () => {
  const response = await stream(world.job);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const reading = response.text();
  await gateway.ledger.jobs.cancel('acme', world.job);
  expect(typesIn(await reading)).toEqual(['job.queued', 'job.canceled']);
});

test('a stream goes on after Last-Event-ID', async () => {
  const [first] = [...(await (await stream(world.ended)).text()).matchAll(/^id: (\d+)$/gm)];
  const rest = await (await stream(world.ended, { 'last-event-id': first?.[1] ?? '' })).text();
  expect(typesIn(rest)).toEqual(['job.canceled']);
});

test.each(['999', '2147483647', '999999999999999'])(
  'a client that comes back after event %s, which is past the last, is not kept waiting',
  async (id) => {
    const response = await stream(world.ended, { 'last-event-id': id });
    expect([response.status, typesIn(await response.text())]).toEqual([200, []]);
  },
);

test('an id that cannot be one is refused in the query, of events and of logs', async () => {
  for (const after of ['2147483648', '-1', 'x']) {
    expect((await get(world.ended, {}, `?after=${after}`)).status).toBe(400);
    expect((await fetch(`${gateway.url}/v1/jobs/${world.ended}/logs?after=${after}`, { headers: { authorization } })).status).toBe(400);
  }
  expect((await fetch(`${gateway.url}/v1/jobs/${world.ended}/logs?after=2147483647`, { headers: { authorization } })).status).toBe(200);
});

test('a stream ends when the server closes, and the server does not wait for the job', async () => {
  const closing = await testGateway();
  const theirs = await makeWorld(closing, 'acme');
  const response = await fetch(`${closing.url}/v1/jobs/${theirs.job}/events`, {
    headers: { authorization: `Bearer ${await closing.key()}`, accept: 'text/event-stream' },
  });
  const reading = response.text();
  await closing[Symbol.asyncDispose]();
  expect(typesIn(await reading)).toEqual(['job.queued']);
});
