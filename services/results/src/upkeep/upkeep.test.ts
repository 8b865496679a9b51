import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { type Claim, type ObjectStore, openStore } from '@octet/storage';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Parts } from '../parts.ts';
import { receiver } from '../testing/receiver.ts';
import { stubParts } from '../testing/stub-parts.ts';
import { type TestResults, testResults } from '../testing/test-results.ts';
import { sha256, successText, testWorker } from '../testing/test-worker.ts';
import { createSender } from '../webhooks/sender.ts';
import { createReaper } from './reaper.ts';
import { sweep } from './sweeper.ts';

const hour = 3_600_000;
let results: TestResults;
let worker: ReturnType<typeof testWorker>;
beforeAll(async () => {
  results = await testResults();
  worker = testWorker(results.app);
});
afterAll(() => results[Symbol.asyncDispose]());

/** A process of its own on the ledger and store of them all, whose clock is ahead. */
function process(clock: () => Date): Parts & { readonly offered: string[] } {
  const offered: string[] = [];
  const dispatcher = { offer: async (jobId: string) => void offered.push(jobId), reconcile: async () => {} };
  const { ledger, store } = results;
  return { ...stubParts({ store, dispatcher, clock }), ledger, offered };
}
const ahead = (ms: number) => () => new Date(Date.now() + ms);
const stateOf = async (id: string) => (await results.ledger.jobs.get('acme', id))?.job.state;

test('a job whose worker is silent waits again, once, however many processes look; its zombie is fenced', async () => {
  const claim = await worker.claim((await results.submit()).id);
  let seconds = 0;
  const processes = [process(() => ahead(seconds * 1000)()), process(() => ahead(seconds * 1000)())];
  const reapers = processes.map(createReaper);
  for (; seconds <= 6; seconds++) await Promise.all(reapers.map((tick) => tick()));
  expect(processes.flatMap(({ offered }) => offered)).toEqual([claim.job_id]);
  expect(await stateOf(claim.job_id)).toBe('queued');
  expect((await worker.beat(claim)).json()).toMatchObject({ code: 'attempt/fenced' });
  expect((await worker.outcome(claim, { status: 'canceled', cpu_seconds: 0 })).json()).toMatchObject({ code: 'attempt/fenced' });
});

test('a delivery is sent once, however many processes send', async () => {
  await using hook = await receiver((_request, response) => void response.end());
  for (let i = 0; i < 5; i++) {
    await worker.succeed((await results.submit({ webhookUrl: hook.url })).id);
  }
  await results.ledger.webhooks.tenantSecret('acme', `whsec_${Buffer.alloc(32, 1).toString('base64')}`);
  const senders = [1, 2, 3].map(() => createSender(process(ahead(1000)), (error) => expect.unreachable(String(error))));
  await Promise.all(senders.map((sender) => sender.tick()));
  await Promise.all(senders.map((sender) => sender.idle()));
  const ids = hook.received.map(({ headers }) => headers['webhook-id']);
  expect([ids.length, new Set(ids).size]).toEqual([5, 5]);
});

test('a sweep leaves what a job or an asset refers to, and takes the bytes of nobody', async () => {
  const job = await results.submit();
  await worker.succeed(job.id, successText('an artifact to be kept'));
  const claim = await worker.claim((await results.submit()).id);
  await worker.put(claim, 'artifact', 'uploaded by an attempt that never told');
  await sweep(process(ahead(hour / 2)));
  expect(await results.store.stat(sha256('uploaded by an attempt that never told'))).toBeDefined();
  await sweep(process(ahead(2 * hour)));
  expect(await results.store.stat(sha256('uploaded by an attempt that never told'))).toBeUndefined();
  for (const digest of [sha256('an artifact to be kept'), job.model.digest]) expect(await results.store.stat(digest)).toBeDefined();
});

test('bytes that are put again between a sweep’s look and its removal are there afterwards', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'octet-swept-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const order: string[] = [];
  const asked = Promise.withResolvers<void>();
  const { claim } = results.ledger.retention;
  const open = (how: Claim) => openStore(pathToFileURL(folder).href, { claim: how });
  const store = await open(claim);
  const other = await open(async (digest) => {
    const claiming = claim(digest);
    asked.resolve();
    await claiming;
    order.push('claimed');
  });
  const bytes = () => Readable.from([Buffer.from('wanted again')]);
  const { digest } = await store.put(bytes());
  let again: Promise<unknown> = Promise.resolve();
  const interrupted: ObjectStore = {
    ...store,
    async delete(name) {
      again = other.put(bytes());
      await asked.promise;
      await store.delete(name);
      order.push('removed');
    },
  };
  await sweep({ ...process(ahead(2 * hour)), store: interrupted });
  await again;
  expect(order).toEqual(['removed', 'claimed']);
  expect(await store.stat(digest)).toBeDefined();
});

test('a job over its retention goes with its outputs, and so do files that no job needs', async () => {
  const job = await results.submit({ modelName: 'old.onnx' });
  await worker.succeed(job.id, successText('an old artifact'));
  await sweep(process(ahead(31 * 24 * hour)));
  expect(await stateOf(job.id)).toBeUndefined();
  for (const digest of [sha256('an old artifact'), job.model.digest]) expect(await results.store.stat(digest)).toBeUndefined();
});
