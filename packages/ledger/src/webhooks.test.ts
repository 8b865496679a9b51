import type { WebhookEvent } from '@octet/contracts';
import pg from 'pg';
import { expect, test } from 'vitest';
import { claimed, failure, openLedger, queuedJob, success, type TestLedger, tenant } from './testing/open-ledger.ts';

const every: readonly WebhookEvent[] = ['job.succeeded', 'job.failed', 'job.canceled', 'job.expired'];
const inSeconds = (seconds: number) => new Date(Date.now() + 1000 * seconds);
const lease = (ledger: TestLedger, now = inSeconds(1)) => ledger.webhooks.lease(now, { limit: 10, leaseSeconds: 60 });
const tried = { at: new Date(), status: 500, error: 'The receiver answered 500.', milliseconds: 3, delivered: false, nextAt: null };

async function endpoint(ledger: TestLedger, events = every) {
  return await ledger.webhooks.createEndpoint(tenant, { url: 'https://a.example/', events, secret: 'whsec_a' });
}

/** Brings a job to the state that the event tells of. */
const endings: Record<WebhookEvent, (ledger: TestLedger) => Promise<unknown>> = {
  'job.succeeded': async (ledger) => ledger.attempts.finish(await claimed(ledger, await queuedJob(ledger)), success),
  'job.failed': async (ledger) => ledger.attempts.finish(await claimed(ledger, await queuedJob(ledger)), failure),
  'job.canceled': async (ledger) => ledger.jobs.cancel(tenant, await queuedJob(ledger)),
  'job.expired': async (ledger) => {
    await queuedJob(ledger, { maxQueueSeconds: 1 });
    await ledger.attempts.reapOverdue(inSeconds(5), 0);
  },
};

test.each(every)('%s is delivered to the endpoints that want it, and to no other', async (event) => {
  await using ledger = await openLedger();
  const wants = await endpoint(ledger, [event]);
  await endpoint(
    ledger,
    every.filter((other) => other !== event),
  );
  await ledger.keys.ensureTenant('other');
  await ledger.webhooks.createEndpoint('other', { url: 'https://b.example/', events: every, secret: 's' });
  await endings[event](ledger);
  const due = await lease(ledger);
  expect(due).toMatchObject([
    {
      endpointId: wants.id,
      url: wants.url,
      attempts: 0,
      secrets: { current: 'whsec_a' },
      payload: { type: event, data: { job_id: expect.stringMatching(/^job_/) } },
    },
  ]);
  expect(due[0]?.payload.data).not.toHaveProperty('links');
});

test('a job’s own address receives it too, under the same webhook-id, signed with the tenant’s secret', async () => {
  await using ledger = await openLedger();
  await endpoint(ledger);
  expect(await ledger.webhooks.tenantSecret(tenant, 'whsec_t')).toBe('whsec_t');
  expect(await ledger.webhooks.tenantSecret(tenant, 'whsec_other')).toBe('whsec_t');
  const id = await queuedJob(ledger, { webhookUrl: 'https://own.example/', name: 'n', tags: ['t'] });
  await ledger.attempts.finish(await claimed(ledger, id), failure);
  const due = await lease(ledger);
  expect(due.map(({ endpointId, url, secrets }) => [endpointId === null, url, secrets.current]).sort()).toEqual([
    [false, 'https://a.example/', 'whsec_a'],
    [true, 'https://own.example/', 'whsec_t'],
  ]);
  expect(new Set(due.map(({ messageId }) => messageId)).size).toBe(1);
  expect(due[0]?.payload.data).toEqual({
    job_id: id,
    state: 'failed',
    verdict: null,
    problem_code: 'model/malformed',
    name: 'n',
    tags: ['t'],
  });
  expect((await ledger.webhooks.deliveriesOfJob(tenant, id)).map(({ url }) => url).sort()).toEqual([
    'https://a.example/',
    'https://own.example/',
  ]);
  expect(await ledger.webhooks.deliveriesOfJob('other', id)).toEqual([]);
});

test('what one process has leased no other gets, until the lease is over', async () => {
  await using ledger = await openLedger();
  await endpoint(ledger);
  for (let i = 0; i < 6; i++) await ledger.jobs.cancel(tenant, await queuedJob(ledger));
  for (const seconds of [1, 100, 200, 300, 400]) {
    const now = inSeconds(seconds);
    const leased = await Promise.all(Array.from({ length: 8 }, () => ledger.webhooks.lease(now, { limit: 4, leaseSeconds: 60 })));
    const ids = leased.flat().map(({ id }) => id);
    expect([ids.length, new Set(ids).size]).toEqual([6, 6]);
    expect(await lease(ledger, inSeconds(seconds + 50))).toEqual([]);
  }
});

test('a failed try is due again at its time; a delivered or given up one never', async () => {
  await using ledger = await openLedger();
  const { id: endpointId } = await endpoint(ledger);
  for (let i = 0; i < 3; i++) await ledger.jobs.cancel(tenant, await queuedJob(ledger));
  const [again, delivered, givenUp] = (await lease(ledger)).map(({ id }) => id) as [string, string, string];
  await ledger.webhooks.record(again, { ...tried, nextAt: inSeconds(30) });
  await ledger.webhooks.record(delivered, { ...tried, status: 200, error: null, delivered: true });
  await ledger.webhooks.record(givenUp, tried);
  expect(await lease(ledger, inSeconds(29))).toEqual([]);
  expect(await lease(ledger, inSeconds(31))).toMatchObject([{ id: again, attempts: 1 }]);
  const { items } = await ledger.webhooks.deliveries(tenant, endpointId, {});
  const byId = new Map(items.map((delivery) => [delivery.id, delivery]));
  expect(byId.get(again)).toMatchObject({
    state: 'pending',
    next_attempt_at: expect.any(String),
    attempts: [{ status: 500, milliseconds: 3 }],
  });
  expect(byId.get(delivered)).toMatchObject({ state: 'delivered', next_attempt_at: null, attempts: [{ error: null }] });
  expect(byId.get(givenUp)).toMatchObject({ state: 'failed', next_attempt_at: null });
});

test('a delivery may be replayed, under its webhook-id, by its tenant', async () => {
  await using ledger = await openLedger();
  await endpoint(ledger);
  await ledger.jobs.cancel(tenant, await queuedJob(ledger));
  const [first] = await lease(ledger);
  await ledger.webhooks.record(first?.id ?? '', { ...tried, delivered: true });
  expect(await ledger.webhooks.replay('other', first?.id ?? '')).toBeUndefined();
  expect(await lease(ledger)).toEqual([]);
  expect(await ledger.webhooks.replay(tenant, first?.id ?? '')).toMatchObject({ state: 'pending', webhook_id: first?.messageId });
  expect(await lease(ledger)).toMatchObject([{ id: first?.id, messageId: first?.messageId, attempts: 1 }]);
});

test('an endpoint that is switched off gets nothing more: what was due has failed, and a replay leaves it so', async () => {
  await using ledger = await openLedger();
  const { id } = await endpoint(ledger);
  await ledger.jobs.cancel(tenant, await queuedJob(ledger));
  await ledger.webhooks.disableEndpoint(id, 'The receiver answered 410 Gone.');
  await ledger.webhooks.disableEndpoint(id, 'another reason');
  await ledger.jobs.cancel(tenant, await queuedJob(ledger));
  expect(await lease(ledger)).toEqual([]);
  const { items } = await ledger.webhooks.deliveries(tenant, id, {});
  expect(items).toMatchObject([{ state: 'failed', next_attempt_at: null }]);
  expect(await ledger.webhooks.replay(tenant, items[0]?.id ?? '')).toMatchObject({ state: 'failed' });
  expect(await ledger.webhooks.getEndpoint(tenant, id)).toMatchObject({
    disabled_at: expect.any(String),
    disabled_reason: 'The receiver answered 410 Gone.',
  });
});

test('an endpoint that is switched on again gets what ends from then on; what has failed meanwhile stays so until it is replayed', async () => {
  await using ledger = await openLedger();
  const { id } = await endpoint(ledger);
  const missed = await queuedJob(ledger);
  await ledger.jobs.cancel(tenant, missed);
  await ledger.webhooks.disableEndpoint(id, 'The receiver answered 410 Gone.');
  await ledger.webhooks.enableEndpoint(id);
  expect(await ledger.webhooks.getEndpoint(tenant, id)).toMatchObject({ disabled_at: null, disabled_reason: null });
  expect(await lease(ledger)).toEqual([]);
  const heard = await queuedJob(ledger);
  await ledger.jobs.cancel(tenant, heard);
  expect(await lease(ledger)).toMatchObject([{ endpointId: id, payload: { data: { job_id: heard } } }]);
  const [delivery] = await ledger.webhooks.deliveriesOfJob(tenant, missed);
  await ledger.webhooks.replay(tenant, delivery?.id ?? '');
  expect(await lease(ledger)).toMatchObject([{ id: delivery?.id, payload: { data: { job_id: missed } } }]);
});

test('a job ends even while an endpoint that waits for it is being deleted', async () => {
  await using ledger = await openLedger();
  const { id } = await endpoint(ledger);
  const ref = await claimed(ledger, await queuedJob(ledger));
  const client = new pg.Client({ connectionString: ledger.url });
  await client.connect();
  await client.query('BEGIN');
  await client.query('DELETE FROM webhook_endpoints WHERE id = $1', [id]);
  const finished = ledger.attempts.finish(ref, success);
  const waiting = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  await expect.poll(() => ledger.query(waiting)).toEqual([{ n: 1 }]);
  await client.query('COMMIT');
  await client.end();
  expect(await finished).toMatchObject({ result: 'recorded', row: { job: { state: 'succeeded' } } });
  expect(await ledger.webhooks.deliveriesOfJob(tenant, ref.jobId)).toEqual([]);
});

test('endpoints belong to their tenant, page by page, and take their deliveries along', async () => {
  await using ledger = await openLedger();
  const made = [await endpoint(ledger), await endpoint(ledger), await endpoint(ledger)].map(({ id }) => id);
  await ledger.jobs.cancel(tenant, await queuedJob(ledger));
  const first = await ledger.webhooks.listEndpoints(tenant, { limit: 2 });
  const second = await ledger.webhooks.listEndpoints(tenant, { limit: 2, cursor: first.next_cursor ?? '' });
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(made.toReversed());
  expect(second.next_cursor).toBeNull();
  const [id = ''] = made;
  expect((await ledger.webhooks.listEndpoints('other', {})).items).toEqual([]);
  expect(await ledger.webhooks.getEndpoint('other', id)).toBeUndefined();
  expect(await ledger.webhooks.rotateSecret('other', id, { secret: 'x', previousUntil: inSeconds(9) })).toBeUndefined();
  expect(await ledger.webhooks.ping('other', id)).toBeUndefined();
  expect((await ledger.webhooks.deliveries('other', id, {})).items).toEqual([]);
  expect(await ledger.webhooks.removeEndpoint('other', id)).toBe(false);
  expect(await ledger.webhooks.removeEndpoint(tenant, id)).toBe(true);
  expect(await ledger.webhooks.getEndpoint(tenant, id)).toBeUndefined();
  expect(await lease(ledger)).toHaveLength(2);
});

test('a rotated secret signs with the one before until its time is over', async () => {
  await using ledger = await openLedger();
  const { id } = await endpoint(ledger);
  const previousUntil = inSeconds(3600);
  const rotated = await ledger.webhooks.rotateSecret(tenant, id, { secret: 'whsec_b', previousUntil });
  expect(rotated).toMatchObject({ id, secret_rotated_at: expect.any(String) });
  expect(JSON.stringify(rotated)).not.toContain('whsec');
  await ledger.webhooks.ping(tenant, id);
  const [due] = await lease(ledger);
  expect(due).toMatchObject({
    payload: { type: 'ping', data: { job_id: null } },
    secrets: { current: 'whsec_b', previous: { secret: 'whsec_a', until: previousUntil } },
  });
});

test('word of a delivery that is gone is no fault', async () => {
  await using ledger = await openLedger();
  await expect(ledger.webhooks.record('whd_gone', tried)).resolves.toBeUndefined();
});
