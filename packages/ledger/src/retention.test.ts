import { expect, test, vi } from 'vitest';
import { claimed, digestOf, idleWorker, openLedger, queuedJob, success, tenant } from './testing/open-ledger.ts';

const inAMinute = () => new Date(Date.now() + 60_000);
const aMinuteAgo = () => new Date(Date.now() - 60_000);

test('jobs that ended and files that nobody used go when their time is over; the rest stays', async () => {
  await using ledger = await openLedger();
  const ended = await queuedJob(ledger);
  await ledger.attempts.finish(await claimed(ledger, ended), success);
  const waiting = await queuedJob(ledger);
  await ledger.assets.add(tenant, { kind: 'model', digest: digestOf('unused'), bytes: 1, filename: 'u.onnx' });
  expect(await ledger.retention.expire(aMinuteAgo())).toEqual({ jobs: 0, assets: 0 });
  expect(await ledger.retention.expire(inAMinute())).toEqual({ jobs: 1, assets: 1 });
  expect(await ledger.jobs.get(tenant, ended)).toBeUndefined();
  expect(await ledger.jobs.get(tenant, waiting)).toBeDefined();
  expect(await ledger.assets.get(tenant, 'model', digestOf('model'))).toBeDefined();
  expect(await ledger.assets.get(tenant, 'model', digestOf('unused'))).toBeUndefined();
});

test('workers, pings, answers, usage and claims that are old go with them', async () => {
  await using ledger = await openLedger();
  await idleWorker(ledger);
  const { id } = await ledger.webhooks.createEndpoint(tenant, { url: 'https://a.example/', events: ['job.failed'], secret: 's' });
  await ledger.webhooks.ping(tenant, id);
  await ledger.idempotency.complete(tenant, { key: 'k', fingerprint: 'f' }, { status: 200, body: 1 });
  await ledger.jobs.cancel(tenant, await queuedJob(ledger));
  await ledger.retention.claim(digestOf('old'));
  await ledger.query(`UPDATE idempotency SET created_at = now() - interval '25 hours'`);
  await ledger.query('UPDATE daily_usage SET day = day - 30');
  await ledger.retention.expire(inAMinute());
  const tables = ['workers', 'webhook_messages', 'webhook_deliveries', 'idempotency', 'daily_usage', 'object_claims'];
  const [counts] = await ledger.query(`SELECT ${tables.map((table) => `(SELECT count(*)::int FROM ${table}) AS ${table}`).join()}`);
  expect(counts).toEqual(Object.fromEntries(tables.map((table) => [table, 0])));
  expect(await ledger.webhooks.getEndpoint(tenant, id)).toBeDefined();
});

test('bytes are unreferenced only where no file, part, output or unfinished job of any tenant names them', async () => {
  await using ledger = await openLedger();
  await ledger.keys.ensureTenant('other');
  const id = await queuedJob(ledger, { owner: 'other' });
  await ledger.attempts.finish(await claimed(ledger, id), success);
  const upload = await ledger.uploads.create(tenant, { kind: 'model', filename: 'm', bytes: 1, partBytes: 1, expiresAt: inAMinute() });
  await ledger.uploads.putPart(tenant, upload.id, { n: 1, bytes: 1, digest: digestOf('part') });
  const digests = ['nobody', 'model', 'calibration', 'artifact', 'part'].map(digestOf);
  expect(await ledger.retention.unreferenced(digests)).toEqual([digestOf('nobody')]);
  await ledger.jobs.remove('other', id);
  expect(await ledger.retention.unreferenced(digests)).toEqual(['nobody', 'artifact'].map(digestOf));
  await queuedJob(ledger, { owner: 'other' });
  await ledger.query('DELETE FROM assets');
  expect(await ledger.retention.unreferenced(digests)).toEqual(['nobody', 'artifact'].map(digestOf));
});

const removal = () => vi.fn(async () => true);

test('bytes are removed where nobody has claimed them lately and nothing names them', async () => {
  await using ledger = await openLedger();
  const [unknown, claimedOnce, named] = ['unknown', 'claimed', 'model'].map(digestOf) as [string, string, string];
  await queuedJob(ledger);
  await ledger.retention.claim(claimedOnce);
  for (const digest of [claimedOnce, named]) {
    const remove = removal();
    expect(await ledger.retention.removeUnclaimed(digest, { before: aMinuteAgo(), remove })).toBe(false);
    expect(remove).not.toHaveBeenCalled();
  }
  for (const digest of [unknown, claimedOnce])
    expect(await ledger.retention.removeUnclaimed(digest, { before: inAMinute(), remove: removal() })).toBe(true);
  const remove = removal();
  expect(await ledger.retention.removeUnclaimed(named, { before: inAMinute(), remove })).toBe(false);
  expect(remove).not.toHaveBeenCalled();
});

test.each([true, false])(
  'who claims bytes that are being removed waits for the end of it, and then has them (claimed before: %s)',
  async (before) => {
    await using ledger = await openLedger();
    const digest = digestOf('again');
    if (before) await ledger.retention.claim(digest);
    const removing = Promise.withResolvers<void>();
    const release = Promise.withResolvers<boolean>();
    const remove = async () => {
      removing.resolve();
      return await release.promise;
    };
    const order: string[] = [];
    const removed = ledger.retention.removeUnclaimed(digest, { before: inAMinute(), remove });
    await removing.promise;
    const claimed = ledger.retention.claim(digest).then(() => order.push('claimed'));
    const waiting = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    await expect.poll(() => ledger.query(waiting)).toEqual([{ n: 1 }]);
    order.push('removed');
    release.resolve(true);
    expect(await removed).toBe(true);
    await claimed;
    expect(order).toEqual(['removed', 'claimed']);
    expect(await ledger.retention.removeUnclaimed(digest, { before: aMinuteAgo(), remove: removal() })).toBe(false);
  },
);

test('a removal that fails leaves the digest to be removed later', async () => {
  await using ledger = await openLedger();
  const digest = digestOf('nobody');
  const remove = () => Promise.reject(new Error('the store is gone'));
  await expect(ledger.retention.removeUnclaimed(digest, { before: inAMinute(), remove })).rejects.toThrow('the store is gone');
  expect(await ledger.retention.removeUnclaimed(digest, { before: inAMinute(), remove: removal() })).toBe(true);
});
