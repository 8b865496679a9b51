import { expect, test } from 'vitest';
import { openLedger, quota, submission, type TestLedger, tenant } from './testing/open-ledger.ts';

const given = { key: 'once', fingerprint: 'f' };
const reserve = (ledger: TestLedger) => ledger.idempotency.reserve(tenant, given.key);
const setBack = (ledger: TestLedger, interval: string) =>
  ledger.query(`UPDATE idempotency SET created_at = created_at - interval '${interval}'`);

test('of many requests with one key one goes on, the others wait for its answer, and the first answer stays', async () => {
  await using ledger = await openLedger();
  await ledger.keys.ensureTenant('other');
  const states = (await Promise.all(Array.from({ length: 6 }, () => reserve(ledger)))).map(({ state }) => state);
  expect(states.sort()).toEqual(['reserved', 'running', 'running', 'running', 'running', 'running'].sort());
  expect(await ledger.idempotency.reserve('other', given.key)).toEqual({ state: 'reserved' });
  await ledger.idempotency.complete(tenant, given, { status: 201, body: { secret: 's' } });
  await ledger.idempotency.complete(tenant, { ...given, fingerprint: 'late' }, { status: 201, body: { secret: 'another' } });
  expect(await reserve(ledger)).toEqual({ state: 'done', fingerprint: 'f', status: 201, body: { secret: 's' } });
});

test('the key of a request that failed may be used again; that of an answered one may not', async () => {
  await using ledger = await openLedger();
  await reserve(ledger);
  await ledger.idempotency.release(tenant, given.key);
  expect(await reserve(ledger)).toEqual({ state: 'reserved' });
  await ledger.idempotency.complete(tenant, given, { status: 200, body: null });
  await ledger.idempotency.release(tenant, given.key);
  expect(await reserve(ledger)).toMatchObject({ state: 'done' });
});

test('a reservation of a dead process is taken over after fifteen seconds, by one request; one that is renewed is not', async () => {
  await using ledger = await openLedger();
  await reserve(ledger);
  await setBack(ledger, '10 seconds');
  expect(await reserve(ledger)).toEqual({ state: 'running' });
  await ledger.idempotency.renew(tenant, given.key);
  await setBack(ledger, '10 seconds');
  expect(await reserve(ledger)).toEqual({ state: 'running' });
  await setBack(ledger, '6 seconds');
  const states = (await Promise.all(Array.from({ length: 4 }, () => reserve(ledger)))).map(({ state }) => state);
  expect(states.filter((state) => state === 'reserved')).toHaveLength(1);
});

test('an answer is kept for 24 hours', async () => {
  await using ledger = await openLedger();
  await ledger.idempotency.complete(tenant, given, { status: 200, body: 1 });
  await setBack(ledger, '23 hours 59 minutes');
  expect(await reserve(ledger)).toMatchObject({ state: 'done' });
  await setBack(ledger, '2 minutes');
  expect(await reserve(ledger)).toEqual({ state: 'reserved' });
});

test('the answer to a submission is the job, committed with it', async () => {
  await using ledger = await openLedger();
  const request = await submission(ledger);
  await reserve(ledger);
  const made = await ledger.jobs.submit(tenant, request, { quota, idempotency: given });
  expect(await reserve(ledger)).toEqual({
    state: 'done',
    fingerprint: 'f',
    status: 202,
    body: made.result === 'created' && made.row.job,
  });
});

test('a submission that was refused keeps no answer', async () => {
  await using ledger = await openLedger();
  const request = await submission(ledger);
  await reserve(ledger);
  expect(await ledger.jobs.submit(tenant, { ...request, model: '0' }, { quota, idempotency: given })).toMatchObject({ field: 'model' });
  expect(await reserve(ledger)).toEqual({ state: 'running' });
});

test('a request that was taken for dead and was not makes no second job', async () => {
  await using ledger = await openLedger();
  const request = await submission(ledger);
  const both = await Promise.all([1, 2].map(() => ledger.jobs.submit(tenant, request, { quota, idempotency: given })));
  const ids = both.map((made) => made.result === 'created' && made.row.job.id);
  expect(ids[0]).toBe(ids[1]);
  expect((await ledger.jobs.list(tenant, {})).items).toHaveLength(1);
});
