import type { Delivery, Endpoint, EndpointSecret } from '@octet/contracts';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Received, receiver } from '../testing/receiver.ts';
import { type TestResults, testResults } from '../testing/test-results.ts';
import { testWorker } from '../testing/test-worker.ts';

const url = 'https://hooks.example/octet';
const whe = `whe_${'0'.repeat(26)}`;
let results: TestResults;
beforeAll(async () => {
  results = await testResults();
});
afterAll(() => results[Symbol.asyncDispose]());

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
const call = (method: Method, path: string, { headers = results.as.writer, payload }: { headers?: object; payload?: object } = {}) =>
  results.app.inject({ method, url: `/v1/${path}`, headers: headers as Record<string, string>, ...(payload && { payload }) });
const make = async (payload: object = { url }): Promise<EndpointSecret> => (await call('POST', 'webhook-endpoints', { payload })).json();

test('an endpoint shows its secret once', async () => {
  const made = await call('POST', 'webhook-endpoints', { payload: { url, events: ['job.failed'], description: 'ours' } });
  const endpoint = made.json<EndpointSecret>();
  expect([made.statusCode, endpoint.secret]).toEqual([201, expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/)]);
  const { secret, ...rest } = endpoint;
  expect((await call('GET', `webhook-endpoints/${endpoint.id}`)).json()).toEqual(rest);
  expect((await call('GET', 'webhook-endpoints')).json().items).toContainEqual(rest);
});

test('hears of every end by default, and refuses what it does not know', async () => {
  expect((await make()).events).toEqual(['job.succeeded', 'job.failed', 'job.canceled', 'job.expired']);
  const faulty = await call('POST', 'webhook-endpoints', { payload: { url, events: ['job.started'] } });
  expect(faulty.json()).toMatchObject({ status: 400, code: 'request/invalid' });
});

test.each(['http://hooks.example/', 'https://10.0.0.1/', 'https://[::1]/', 'https://u:p@hooks.example/', 'nonsense'])(
  'refuses %s at registration',
  async (address) => {
    const answer = await call('POST', 'webhook-endpoints', { payload: { url: address } });
    expect(answer.json()).toMatchObject({ status: 422, code: 'webhook/forbidden-address' });
  },
);

test('an Idempotency-Key makes one endpoint, whose secret is shown again; another request under it is refused', async () => {
  const post = (payload: object) =>
    call('POST', 'webhook-endpoints', { headers: { ...results.as.writer, 'idempotency-key': 'once-1' }, payload });
  const [first, second] = [await post({ url }), await post({ url })];
  expect([second.statusCode, second.json()]).toEqual([first.statusCode, first.json()]);
  expect(second.headers['idempotency-replayed']).toBe('true');
  expect((await post({ url: `${url}/other` })).json()).toMatchObject({ status: 422, code: 'idempotency/mismatch' });
});

test('a request that failed frees its key; one under way is 409', async () => {
  const headers = { ...results.as.writer, 'idempotency-key': 'once-2' };
  expect((await call('POST', 'webhook-endpoints', { headers, payload: { url: 'http://x.example' } })).statusCode).toBe(422);
  expect((await call('POST', 'webhook-endpoints', { headers, payload: { url } })).statusCode).toBe(201);
  await results.ledger.idempotency.reserve('acme', 'once-3');
  const running = { ...results.as.writer, 'idempotency-key': 'once-3' };
  const answer = await call('POST', 'webhook-endpoints', { headers: running, payload: { url } });
  expect([answer.json().code, answer.statusCode, answer.headers['retry-after']]).toEqual(['idempotency/in-progress', 409, '1']);
});

test('rotation gives a new secret', async () => {
  const { id, secret } = await make();
  const rotated = (await call('POST', `webhook-endpoints/${id}/rotate-secret`)).json<EndpointSecret>();
  expect(rotated.secret).toMatch(/^whsec_/);
  expect(rotated.secret).not.toBe(secret);
  expect(rotated.secret_rotated_at).not.toBeNull();
});

test('a job’s own webhook_url receives deliveries under the secret of the tenant, which stays the same', async () => {
  const secretOf = async (headers = results.as.writer) =>
    (await call('GET', 'webhook-secret', { headers })).json<{ secret: string }>().secret;
  const secret = await secretOf();
  expect([await secretOf(), await secretOf(results.as.stranger)]).toEqual([secret, expect.not.stringContaining(secret)]);
  await using hook = await receiver((_request, response) => void response.end());
  const job = await results.submit({ webhookUrl: hook.url });
  await testWorker(results.app).succeed(job.id);
  const loops = results.startLoops();
  try {
    await vi.waitFor(() => expect(hook.received).toHaveLength(1), { timeout: 10_000 });
    const { body, headers } = hook.received[0] as Received;
    expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({ data: { job_id: job.id } });
  } finally {
    await loops.stop();
  }
});

test('what was deleted is gone', async () => {
  const { id } = await make();
  expect((await call('DELETE', `webhook-endpoints/${id}`)).statusCode).toBe(204);
  expect((await call('GET', `webhook-endpoints/${id}`)).statusCode).toBe(404);
});

const routesOfAnEndpoint = [
  ['GET', ''],
  ['PATCH', '', { enabled: false }],
  ['DELETE', ''],
  ['POST', '/rotate-secret'],
  ['POST', '/ping'],
  ['GET', '/deliveries'],
] as const;

test.each(routesOfAnEndpoint)(
  "%s webhook-endpoints/:id%s of another tenant's endpoint, and of none, is 404",
  async (method, rest, payload?: object) => {
    const { secret: _, ...before } = await make();
    const { id } = before;
    for (const answer of [
      await call(method, `webhook-endpoints/${id}${rest}`, { headers: results.as.stranger, ...(payload && { payload }) }),
      await call(method, `webhook-endpoints/${whe}${rest}`, { ...(payload && { payload }) }),
    ]) {
      expect(answer.json()).toMatchObject({ status: 404, code: 'not-found' });
    }
    expect((await call('GET', `webhook-endpoints/${id}`)).json()).toEqual(before);
  },
);

test.each([
  ['POST', 'webhook-endpoints'],
  ['PATCH', `webhook-endpoints/${whe}`],
  ['DELETE', `webhook-endpoints/${whe}`],
  ['POST', `webhook-endpoints/${whe}/rotate-secret`],
  ['POST', `webhook-endpoints/${whe}/ping`],
  ['GET', 'webhook-secret'],
  ['POST', `webhook-deliveries/whd_${'0'.repeat(26)}/replay`],
] as const)('%s %s needs a key, and one that may write', async (method, path) => {
  expect((await call(method, path, { headers: {} })).json()).toMatchObject({ status: 401, code: 'auth/missing' });
  expect((await call(method, path, { headers: results.as.reader })).json()).toMatchObject({ status: 403, code: 'auth/scope' });
});

test('deliveries of a job and replays of another tenant are 404', async () => {
  const job = await results.submit();
  expect((await call('GET', `jobs/${job.id}/deliveries`, { headers: results.as.stranger })).json()).toMatchObject({ code: 'not-found' });
  expect((await call('GET', `jobs/${job.id}/deliveries`)).json()).toEqual({ items: [] });
  expect((await call('POST', `webhook-deliveries/whd_${'0'.repeat(26)}/replay`)).json()).toMatchObject({ code: 'not-found' });
});

test('an end is delivered by the loops, tells where things are, and can be sent again under its own id', async () => {
  await using hook = await receiver((_request, response) => void response.end());
  const endpoint = await make({ url: hook.url, events: ['job.succeeded'] });
  const loops = results.startLoops();
  try {
    const job = await results.submit();
    await testWorker(results.app).succeed(job.id);
    await vi.waitFor(() => expect(hook.received).toHaveLength(1), { timeout: 10_000 });
    expect(JSON.parse(hook.received[0]?.body ?? '')).toMatchObject({
      type: 'job.succeeded',
      data: { job_id: job.id, state: 'succeeded', verdict: 'pass', name: 'nightly', tags: ['ci'] },
    });
    const delivery = await vi.waitFor(async () => {
      const found = (await call('GET', `jobs/${job.id}/deliveries`))
        .json<{ items: Delivery[] }>()
        .items.find((d) => d.endpoint_id === endpoint.id);
      expect(found).toMatchObject({ state: 'delivered', attempts: [{ status: 200, error: null }] });
      return found as Delivery;
    });
    expect((await call('GET', `webhook-endpoints/${endpoint.id}/deliveries`)).json().items).toEqual([delivery]);

    expect((await call('POST', `webhook-deliveries/${delivery.id}/replay`, { headers: results.as.stranger })).statusCode).toBe(404);
    expect((await call('POST', `webhook-deliveries/${delivery.id}/replay`)).statusCode).toBe(202);
    await vi.waitFor(() => expect(hook.received).toHaveLength(2), { timeout: 10_000 });
    expect(hook.received.map(({ headers }) => headers['webhook-id'])).toEqual([delivery.webhook_id, delivery.webhook_id]);
    expect(hook.received[1]?.body).toBe(hook.received[0]?.body);
  } finally {
    await loops.stop();
  }
});

test('an endpoint is switched off and on by request, as often as asked; off, it receives no more, and when it was is kept', async () => {
  const { secret: _, ...before } = await make();
  const { id } = before;
  const change = async (enabled: boolean) => {
    const answer = await call('PATCH', `webhook-endpoints/${id}`, { payload: { enabled } });
    expect([answer.statusCode, answer.json()]).toEqual([200, (await call('GET', `webhook-endpoints/${id}`)).json()]);
    return answer.json<Endpoint>();
  };
  const off = await change(false);
  expect(off).toEqual({ ...before, disabled_at: expect.any(String), disabled_reason: 'Switched off by request.' });
  expect(await change(false)).toEqual(off);
  expect((await call('POST', `webhook-endpoints/${id}/ping`)).json()).toMatchObject({ status: 409, code: 'webhook/disabled' });
  expect([await change(true), await change(true)]).toEqual([before, before]);
  expect((await call('POST', `webhook-endpoints/${id}/ping`)).statusCode).toBe(202);
});

test.each([{}, { enabled: 'yes' }, { enabled: true, url: 'https://other.example/' }])(
  'a change %o is refused by field',
  async (payload) => {
    const { id } = await make();
    const answer = await call('PATCH', `webhook-endpoints/${id}`, { payload });
    expect(answer.json()).toMatchObject({ status: 400, code: 'request/invalid' });
  },
);

test('a receiver that answers 410 to a ping switches its endpoint off: nothing is sent or replayed until it is switched on again', async () => {
  let status = 410;
  await using hook = await receiver((_request, response) => void response.writeHead(status).end());
  const { id } = await make({ url: hook.url });
  const loops = results.startLoops();
  try {
    expect((await call('POST', `webhook-endpoints/${id}/ping`)).json()).toMatchObject({ type: 'ping', endpoint_id: id, job_id: null });
    await vi.waitFor(async () => expect((await call('GET', `webhook-endpoints/${id}`)).json().disabled_at).not.toBeNull(), {
      timeout: 10_000,
    });
    expect((await call('POST', `webhook-endpoints/${id}/ping`)).json()).toMatchObject({ status: 409, code: 'webhook/disabled' });
    expect(JSON.parse(hook.received[0]?.body ?? '')).toMatchObject({ type: 'ping', data: { job_id: null, links: {} } });
    const [{ id: failed = '' } = {}] = (await call('GET', `webhook-endpoints/${id}/deliveries`)).json<{ items: Delivery[] }>().items;
    expect((await call('POST', `webhook-deliveries/${failed}/replay`)).json()).toMatchObject({ status: 409, code: 'webhook/disabled' });

    status = 204;
    await call('PATCH', `webhook-endpoints/${id}`, { payload: { enabled: true } });
    expect((await call('POST', `webhook-endpoints/${id}/ping`)).statusCode).toBe(202);
    await vi.waitFor(() => expect(hook.received).toHaveLength(2), { timeout: 10_000 });
    expect((await call('POST', `webhook-deliveries/${failed}/replay`)).statusCode).toBe(202);
    await vi.waitFor(() => expect(hook.received).toHaveLength(3), { timeout: 10_000 });
  } finally {
    await loops.stop();
  }
});
