import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { octet } from '../cli/run-octet.ts';
import { images, workshop } from '../cli/small-network.ts';
import { type EmbeddedService, embeddedService } from '../service/embedded.ts';
import { expectWhole } from '../service/expect-whole.ts';
import { clientOf } from '../service/running-service.ts';
import { until } from '../service/until.ts';
import { type InboxMood, webhookInbox } from '../service/webhook-inbox.ts';
import { wholeScenario } from '../service/whole-scenario.ts';

let service: EmbeddedService;
beforeAll(async () => {
  service = await embeddedService({ env: { OCTET_WEBHOOK_RETRY_SECONDS: '0.1, 0.2, 3600' } });
}, 180_000);
afterAll(() => service[Symbol.asyncDispose]());

test('a job goes through: upload, poll, webhook, download, evidence', { timeout: 120_000 }, async () => {
  expectWhole(await wholeScenario(service));
});

test('a webhook whose receiver fails is sent again by itself, as the same message', { timeout: 60_000 }, async () => {
  const moods: InboxMood[] = ['fail', 'fail'];
  await using inbox = await webhookInbox({ mood: () => moods.shift() ?? 'take' });
  const client = clientOf(service);
  const { id, secret } = await client.call('createEndpoint', { body: { url: inbox.url } });
  inbox.useSecret(secret);
  const { webhook_id } = await client.call('pingEndpoint', { params: { id } });
  const delivery = await until(
    async () => {
      const { items } = await client.call('listDeliveries', { params: { id } });
      return items.find(({ state }) => state !== 'pending');
    },
    { seconds: 30, what: 'the ping is delivered' },
  );
  expect(delivery).toMatchObject({ state: 'delivered', attempts: [{ status: 500 }, { status: 500 }, { status: 204 }] });
  expect([...inbox.turnedAway, ...inbox.received].map(({ webhookId }) => webhookId)).toEqual([webhook_id, webhook_id, webhook_id]);
});

test('what enters the service is readable by its owner alone', async () => {
  for (const file of ['service.json', 'signing-key.pem']) expect((await stat(join(service.dataFolder, file))).mode & 0o077).toBe(0);
  expect(service.output()).toContain(service.url);
  expect(service.output()).toContain(service.dataFolder);
});

test('the CLI finds it, submits, waits, downloads and verifies', { timeout: 120_000 }, async () => {
  await using shop = await workshop();
  const model = await shop.model('small.onnx');
  const calibration = await shop.npz('calibration.npz', { image: images(24) });
  const there = ['--url', service.url, '--key', service.key];
  const out = shop.path('out');
  const submitted = await octet([
    'submit',
    model,
    '--calibration',
    calibration,
    '--gate',
    'speedup=off',
    '--gate',
    'size=off',
    '--out',
    out,
    '--junit',
    shop.path('octet.xml'),
    '--json',
    ...there,
  ]);
  // Which stages a poll sees is up to the machine; that it sees some is not.
  expect(submitted.stderr).toMatch(/fuse|calibrate|correct|evaluate|benchmark/);
  expect(submitted.code).toBe(0);
  const job = JSON.parse(submitted.stdout) as { id: string; state: string };
  expect(job.state).toBe('succeeded');
  const verified = await octet(['verify', out, '--model', model, '--calibration', calibration]);
  expect(verified.stdout).toContain('The evidence holds.');
  expect(verified.stdout).toContain(job.id);
  const tampered = await octet(['verify', out, '--model', calibration]);
  expect([tampered.code, tampered.stderr]).toEqual([1, expect.stringContaining('[evidence/invalid]')]);
  const canceled = await octet(['cancel', job.id, ...there]);
  expect([canceled.code, canceled.stdout]).toEqual([1, `${job.id} succeeded\n`]);
});
