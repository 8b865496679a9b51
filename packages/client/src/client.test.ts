import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { OctetClient } from './client.ts';

const id = `job_${'0'.repeat(26)}`;
let server: Server | undefined;
const waits: number[] = [];

async function clientOf(answer: RequestListener): Promise<OctetClient> {
  server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server?.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  waits.length = 0;
  return new OctetClient({ url: `http://127.0.0.1:${port}`, key: 'octet_key', wait: async (ms) => void waits.push(ms) });
}
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  server = undefined;
});

const json =
  (body: unknown, status = 200, headers = {}): RequestListener =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

test('calls a route by its name, with the key, parameters and query in their places', async () => {
  const seen: IncomingMessage[] = [];
  const client = await clientOf((request, response) => {
    seen.push(request);
    json({ items: [], next_cursor: null })(request, response);
  });
  expect(await client.call('listJobs', { query: { state: 'queued', limit: 5 } })).toEqual({ items: [], next_cursor: null });
  await client.call('getJob', { params: { id } });
  expect(seen.map(({ url }) => url)).toEqual(['/v1/jobs?state=queued&limit=5', `/v1/jobs/${id}`]);
  expect(seen[0]?.headers.authorization).toBe('Bearer octet_key');
});

test('throws what the service refuses, under its own code', async () => {
  const client = await clientOf(json({ code: 'auth/scope', detail: 'needs write', errors: [{ pointer: '/a', message: 'no' }] }, 403));
  await expect(client.call('cancelJob', { params: { id } })).rejects.toMatchObject({
    code: 'auth/scope',
    message: 'needs write',
    faults: [{ pointer: '/a', message: 'no' }],
  });
});

test("a proxy's own page is a problem of its status", async () => {
  const client = await clientOf((_request, response) => response.writeHead(404).end('<html>'));
  await expect(client.call('getJob', { params: { id } })).rejects.toMatchObject({ code: 'not-found' });
});

test('waits Retry-After and asks again; the Idempotency-Key stays the same', async () => {
  const keys: unknown[] = [];
  const client = await clientOf((request, response) => {
    keys.push(request.headers['idempotency-key']);
    if (keys.length < 3) json({ code: 'service/unavailable' }, 503, { 'retry-after': '2' })(request, response);
    else json({ id }, 202)(request, response);
  });
  expect(await client.call('retryJob', { params: { id } })).toEqual({ id });
  expect(waits).toEqual([2000, 2000]);
  expect([keys.length, new Set(keys).size, typeof keys[0]]).toEqual([3, 1, 'string']);
});

test('a POST that may have been done is not sent twice', async () => {
  let count = 0;
  const client = await clientOf((request, response) => {
    count++;
    json({ code: 'service/unavailable', detail: 'later' }, 503)(request, response);
  });
  await expect(client.call('cancelJob', { params: { id } })).rejects.toMatchObject({ code: 'service/unavailable' });
  expect(count).toBe(1);
});

test('a service that is not there is said to be so', async () => {
  const client = new OctetClient({ url: 'http://127.0.0.1:1', key: 'octet_key', tries: 2, wait: async () => {} });
  await expect(client.call('getLimits', {})).rejects.toMatchObject({
    code: 'service/unavailable',
    message: expect.stringContaining('Is it running'),
  });
});

test('sends the files in the order that the service reads them in', async () => {
  let body = '';
  const client = await clientOf(async (request, response) => {
    body = (await buffer(request)).toString('latin1');
    json({ id }, 202)(request, response);
  });
  const file = (name: string) => new File([name], `${name}.bin`);
  await client.submit({ evaluation: file('e'), calibration: file('c'), model: file('m') }, { tags: ['a'] });
  const names = [...body.matchAll(/name="(\w+)"(?:; filename="([\w.]+)")?/g)].map(([, name, filename]) => [name, filename]);
  expect(names).toEqual([
    ['recipe', undefined],
    ['model', 'm.bin'],
    ['calibration', 'c.bin'],
    ['evaluation', 'e.bin'],
  ]);
  expect(body).toContain('{"tags":["a"],"recipe":{}}');
});

test('watching tells each change once, asks with the ETag, and ends with the job', async () => {
  const states = ['queued', 'running', 'running', 'succeeded'];
  const asked: (string | undefined)[] = [];
  const client = await clientOf((request, response) => {
    const etag = request.headers['if-none-match'];
    asked.push(etag);
    const state = states[Math.min(asked.length - 1, states.length - 1)] as string;
    if (etag === state) response.writeHead(304).end();
    else json({ id, state }, 200, { etag: state })(request, response);
  });
  const seen = [];
  for await (const { state } of client.watch(id)) seen.push(state);
  expect(seen).toEqual(['queued', 'running', 'succeeded']);
  expect(asked).toEqual([undefined, 'queued', 'running', 'running']);
});

test('watching stops when it is asked to', async () => {
  const client = await clientOf(json({ id, state: 'queued' }));
  const stop = new AbortController();
  const watched = client.watch(id, { signal: stop.signal });
  await watched.next();
  stop.abort(new Error('enough'));
  await expect(watched.next()).rejects.toThrow('enough');
});
