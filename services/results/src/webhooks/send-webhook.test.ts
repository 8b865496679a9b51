import type { RequestListener } from 'node:http';
import { permittedAddresses } from '@octet/http';
import type { DueDelivery } from '@octet/ledger';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { receiver } from '../testing/receiver.ts';
import { newSecret } from './secret.ts';
import { type SendOptions, sendWebhook } from './send-webhook.ts';

const [current, old] = [newSecret(), newSecret()];
const jobId = `job_${'0'.repeat(26)}`;
const delivery = (url: string): DueDelivery => ({
  id: `whd_${'0'.repeat(26)}`,
  messageId: 'msg_1',
  endpointId: null,
  url,
  secrets: { current },
  payload: {
    type: 'job.succeeded',
    timestamp: '2026-01-01T00:00:00.000Z',
    data: { job_id: jobId, state: 'succeeded', verdict: 'pass', problem_code: null, name: 'n', tags: ['a'] },
  },
  attempts: 0,
});
const options = (rest: Partial<SendOptions> = {}): SendOptions => ({
  permitted: permittedAddresses(['127.0.0.1']),
  lookup: async () => expect.unreachable('no name to resolve'),
  publicUrl: 'https://octet.example',
  now: new Date(),
  ...rest,
});
const answering =
  (status: number, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) =>
    void response.writeHead(status, headers).end('the receiver says secret things');

test('a receiver gets one signed POST whose body is the same bytes on every try', async () => {
  await using hook = await receiver(answering(204));
  const due = delivery(hook.url);
  expect(await sendWebhook(due, options())).toMatchObject({ result: 'delivered', status: 204, error: null });
  const shuffled = {
    ...due,
    payload: { ...due.payload, data: Object.fromEntries(Object.entries(due.payload.data).reverse()) },
  } as DueDelivery;
  await sendWebhook(shuffled, options());
  const [first, second] = hook.received;
  expect(second?.body).toBe(first?.body);
  expect(first?.url).toBe('/hook?a=b');
  expect(first?.headers).toMatchObject({ 'webhook-id': 'msg_1', 'content-type': 'application/json', host: `127.0.0.1:${hook.port}` });
  expect(new Webhook(current).verify(first?.body ?? '', first?.headers as Record<string, string>)).toMatchObject({
    type: 'job.succeeded',
    data: {
      job_id: jobId,
      links: { job: `https://octet.example/v1/jobs/${jobId}`, artifact: `https://octet.example/v1/jobs/${jobId}/artifact` },
    },
  });
});

test('both secrets sign while one is rotated out, and only the new one after that', async () => {
  await using hook = await receiver(answering(200));
  const now = new Date();
  const rotating = (until: number): DueDelivery => ({
    ...delivery(hook.url),
    secrets: { current, previous: { secret: old, until: new Date(now.getTime() + until) } },
  });
  await sendWebhook(rotating(1000), options({ now }));
  await sendWebhook(rotating(0), options({ now }));
  const [during, after] = hook.received.map(({ body, headers }) => ({ body, headers: headers as Record<string, string> }));
  for (const secret of [current, old]) expect(new Webhook(secret).verify(during?.body ?? '', during?.headers ?? {})).toBeTruthy();
  expect(() => new Webhook(old).verify(after?.body ?? '', after?.headers ?? {})).toThrow('No matching signature');
});

test('the largest payload stays under 20 kB', async () => {
  await using hook = await receiver(answering(200));
  const due = delivery(hook.url);
  const data = { ...due.payload.data, name: '\u0001'.repeat(200), tags: Array.from({ length: 20 }, () => 'x'.repeat(64)) };
  await sendWebhook({ ...due, payload: { ...due.payload, data } }, options({ publicUrl: `https://${'o'.repeat(250)}.example` }));
  expect(Buffer.byteLength(hook.received[0]?.body ?? '')).toBeLessThan(20_000);
});

test.each([
  [301, { location: 'http://127.0.0.1:1/' }, { result: 'failed', error: 'The receiver answered 301. Redirects are not followed.' }],
  [307, { location: '/other' }, { result: 'failed' }],
  [400, {}, { result: 'failed', error: 'The receiver answered 400.', retryAfterMs: 0 }],
  [410, {}, { result: 'gone' }],
  [429, { 'retry-after': '90' }, { result: 'failed', retryAfterMs: 90_000 }],
  [503, { 'retry-after': '999999' }, { result: 'failed', retryAfterMs: 86_400_000 }],
  [500, { 'retry-after': '90' }, { result: 'failed', retryAfterMs: 0 }],
] as const)('an answer %i %o is %o', async (status, headers, tried) => {
  await using hook = await receiver(answering(status, headers));
  const told = await sendWebhook(delivery(hook.url), options());
  expect(told).toMatchObject({ status, ...tried });
  expect(JSON.stringify(told)).not.toContain('secret things');
  expect(hook.received).toHaveLength(1);
});

test('a receiver that hangs before its answer is given up at the time limit', async () => {
  await using hook = await receiver(() => {});
  expect(await sendWebhook(delivery(hook.url), options({ timeoutMs: 150 }))).toMatchObject({
    result: 'failed',
    status: null,
    error: 'No answer within 0.15 s.',
  });
});

test('a status is the answer, even when the body after it never ends', async () => {
  await using hook = await receiver((_request, response) => void response.writeHead(200).write('x'));
  expect(await sendWebhook(delivery(hook.url), options({ timeoutMs: 300 }))).toMatchObject({ result: 'delivered', status: 200 });
});

test('an endless body is read up to a limit, then dropped', async () => {
  let written = 0;
  await using hook = await receiver((_request, response) => {
    response.writeHead(200);
    const chunk = Buffer.alloc(65_536);
    const more = () => {
      while (!response.destroyed && response.write(chunk)) written += chunk.length;
    };
    response.on('drain', more);
    more();
  });
  expect(await sendWebhook(delivery(hook.url), options())).toMatchObject({ result: 'delivered' });
  expect(written).toBeLessThan(16 * 1024 ** 2);
});

test('a connection that is reset, and one that is refused, are failures', async () => {
  await using hook = await receiver((request) => request.socket.resetAndDestroy());
  expect(await sendWebhook(delivery(hook.url), options())).toMatchObject({
    result: 'failed',
    error: 'The receiver closed the connection before it answered.',
  });
  expect(await sendWebhook(delivery('http://127.0.0.1:1/'), options())).toMatchObject({ error: 'The receiver refused the connection.' });
});

test('a receiver without TLS under an https address is a failure of TLS', async () => {
  await using hook = await receiver(answering(200));
  expect((await sendWebhook(delivery(hook.url.replace('http', 'https')), options())).error).toMatch(/^TLS with the receiver failed/);
  expect(hook.received).toEqual([]);
});

test('a name is resolved once, its address pinned, and the receiver sees the name', async () => {
  await using hook = await receiver(answering(200));
  const answers = [['127.0.0.1'], ['127.0.0.2']];
  const permitted = permittedAddresses(['hooks.example']);
  const lookup = async () => answers.shift() ?? [];
  const url = `http://hooks.example:${hook.port}/`;
  expect(await sendWebhook(delivery(url), options({ permitted, lookup }))).toMatchObject({ result: 'delivered' });
  expect(answers).toHaveLength(1);
  expect(hook.received[0]?.headers.host).toBe(`hooks.example:${hook.port}`);
});

test.each([[['127.0.0.1']], [['10.0.0.1']], [['93.184.216.34', '169.254.169.254']], [['::ffff:127.0.0.1']]])(
  'a public name that resolves to %o is not called',
  async (addresses) => {
    const told = await sendWebhook(
      delivery('https://hooks.example/'),
      options({ permitted: permittedAddresses([]), lookup: async () => addresses }),
    );
    expect(told).toMatchObject({ result: 'failed', status: null, error: expect.stringContaining('an address that webhooks do not go to') });
    expect(told.error).not.toContain(addresses[0]);
  },
);

test('an address that was allowed once and is no longer is not called', async () => {
  await using hook = await receiver(answering(200));
  const told = await sendWebhook(delivery(hook.url), options({ permitted: permittedAddresses([]) }));
  expect(told).toMatchObject({ result: 'failed', error: 'Webhooks go to https addresses alone.' });
  expect(hook.received).toEqual([]);
});

test('the connection that is really there is looked at last, before anything is sent on it', async () => {
  await using hook = await receiver(answering(200));
  const looks = [true, false];
  const permitted = { namesHost: () => true, permits: () => looks.shift() ?? expect.unreachable('a third look') };
  expect(await sendWebhook(delivery(hook.url), options({ permitted }))).toMatchObject({
    result: 'failed',
    error: expect.stringContaining('an address that webhooks do not go to'),
  });
  expect([looks, hook.received]).toEqual([[], []]);
});

test('a name that is not known is reported in our words', async () => {
  const lookup = async () => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND ns.internal'), { code: 'ENOTFOUND' }));
  expect(await sendWebhook(delivery('https://hooks.example/'), options({ lookup }))).toMatchObject({
    error: 'The name of the receiver is not known.',
  });
});
