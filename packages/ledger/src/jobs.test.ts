import { expect, test } from 'vitest';
import type { JobRow, Paged } from './ledger.ts';
import { beat, claimed, digestOf, failure, idleWorker, openLedger, queuedJob, success, tenant } from './testing/open-ledger.ts';

test('a job and all that belongs to it are hidden from other tenants', async () => {
  await using ledger = await openLedger();
  await ledger.keys.ensureTenant('other');
  const id = await queuedJob(ledger);
  const { jobs } = ledger;
  expect(await jobs.get('other', id)).toBeUndefined();
  expect((await jobs.list('other', {})).items).toEqual([]);
  expect(await jobs.cancel('other', id)).toBeUndefined();
  expect(await jobs.remove('other', id)).toBe('not-found');
  expect(await jobs.events('other', id, 0)).toBeUndefined();
  expect(await jobs.logs('other', id, 0)).toBeUndefined();
  expect(await jobs.usage('other')).toEqual({ stored_bytes: 0, queued_jobs: 0, running_jobs: 0, cpu_seconds_30d: 0, jobs_30d: 0 });
  expect((await jobs.get(tenant, id))?.job.state).toBe('queued');
});

test('the version changes with what readers see, and only then', async () => {
  await using ledger = await openLedger();
  const id = await queuedJob(ledger);
  const version = async () => (await ledger.jobs.get(tenant, id))?.version ?? 0;
  const versions = [await version()];
  await idleWorker(ledger); // nothing to wait for any more but its turn
  versions.push(await version());
  const ref = await claimed(ledger, id);
  versions.push(await version());
  await ledger.attempts.heartbeat(ref, beat);
  versions.push(await version());
  await ledger.attempts.heartbeat(ref, { ...beat, log: [{ level: 'info', text: 'l' }] });
  expect(await version()).toBe(versions.at(-1));
  await ledger.jobs.cancel(tenant, id);
  versions.push(await version());
  await ledger.attempts.finish(ref, success);
  versions.push(await version());
  expect(new Set(versions).size).toBe(6);
  await ledger.jobs.cancel(tenant, id);
  expect(await version()).toBe(versions.at(-1));
});

test('a queued job is canceled at once; an ended one stays as it ended', async () => {
  await using ledger = await openLedger();
  const [waiting, done] = [await queuedJob(ledger), await queuedJob(ledger)];
  await ledger.attempts.finish(await claimed(ledger, done), failure);
  expect((await ledger.jobs.cancel(tenant, waiting))?.job).toMatchObject({ state: 'canceled', finished_at: expect.any(String) });
  expect((await ledger.jobs.cancel(tenant, done))?.job).toMatchObject({ state: 'failed' });
  expect(await ledger.attempts.claim(waiting, await idleWorker(ledger))).toBeUndefined();
});

test('a job is removed with all that belongs to it once it has ended, not before', async () => {
  await using ledger = await openLedger();
  const id = await queuedJob(ledger, { webhookUrl: 'https://example.org/' });
  const ref = await claimed(ledger, id);
  await ledger.attempts.heartbeat(ref, { ...beat, log: [{ level: 'info', text: 'l' }] });
  expect(await ledger.jobs.remove(tenant, id)).toBe('not-final');
  await ledger.attempts.finish(ref, success);
  expect(await ledger.jobs.remove(tenant, id)).toBe('removed');
  expect(await ledger.jobs.remove(tenant, id)).toBe('not-found');
  const [left] = await ledger.query<{ n: number }>(`SELECT ((SELECT count(*) FROM attempts) + (SELECT count(*) FROM outputs)
    + (SELECT count(*) FROM job_events) + (SELECT count(*) FROM job_logs) + (SELECT count(*) FROM webhook_deliveries))::int AS n`);
  expect(left?.n).toBe(0);
});

test('events and log lines continue from where the reader was', async () => {
  await using ledger = await openLedger();
  const id = await queuedJob(ledger);
  const ref = await claimed(ledger, id);
  await ledger.attempts.heartbeat(ref, { ...beat, log: ['a', 'b', 'c'].map((text) => ({ level: 'info' as const, text })) });
  await ledger.attempts.heartbeat(ref, { ...beat, log: [] });
  const events = (await ledger.jobs.events(tenant, id, 0)) ?? [];
  expect(events.map(({ type, attempt, data }) => [type, attempt, data])).toEqual([
    ['job.queued', 0, {}],
    ['job.started', 1, {}],
    ['job.stage', 1, { stage: 'calibrate' }],
  ]);
  expect(await ledger.jobs.events(tenant, id, events[1]?.id ?? 0)).toEqual(events.slice(2));
  expect((await ledger.jobs.logs(tenant, id, 1))?.map(({ seq, text }) => [seq, text])).toEqual([
    [2, 'b'],
    [3, 'c'],
  ]);
});

test('the list is filtered by state, verdict, tag and model', async () => {
  await using ledger = await openLedger();
  await ledger.assets.add(tenant, { kind: 'model', digest: digestOf('m2'), bytes: 1, filename: 'm2.onnx' });
  const passed = await queuedJob(ledger, { tags: ['nightly', 'x'] });
  const waiting = await queuedJob(ledger, { tags: ['night'], model: digestOf('m2') });
  await ledger.attempts.finish(await claimed(ledger, passed), success);
  const ids = async (filter: Parameters<typeof ledger.jobs.list>[1]) =>
    (await ledger.jobs.list(tenant, filter)).items.map(({ job }) => job.id);
  expect(await ids({})).toEqual([waiting, passed]);
  expect(await ids({ state: 'queued' })).toEqual([waiting]);
  expect(await ids({ verdict: 'pass' })).toEqual([passed]);
  expect(await ids({ tag: 'nightly' })).toEqual([passed]);
  expect(await ids({ tag: 'night', model: digestOf('m2') })).toEqual([waiting]);
  expect(await ids({ tag: 'night', model: digestOf('model') })).toEqual([]);
});

test('of 10,000 jobs every page reads about as many rows as it shows', async () => {
  await using ledger = await openLedger();
  const id = await queuedJob(ledger);
  await ledger.query(
    `INSERT INTO jobs (id, tenant, state, tags, recipe, job_class, rank, model, model_bytes, model_filename, calibration, calibration_bytes,
       calibration_filename, max_queue_seconds, max_run_seconds, created_at, finished_at)
     SELECT 'job_' || n, tenant, 'canceled', tags, recipe, job_class, rank, model, 1, 'm', calibration, 1, 'c', 1, 1,
       now() - (n / 4) * interval '1 second', now() FROM jobs, generate_series(1, 10000) n WHERE id = $1`,
    [id],
  );
  await ledger.query('ANALYZE jobs');
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    const page: Paged<JobRow> = await ledger.jobs.list(tenant, { cursor, limit: 200 });
    for (const { job } of page.items) seen.add(job.id);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen.size).toBe(10_001);
  const [plan] = await ledger.query<Record<string, [{ Plan: { Plans: [{ 'Actual Rows': number; 'Index Name': string }] } }]>>(
    `EXPLAIN (ANALYZE, FORMAT JSON) SELECT * FROM jobs j WHERE tenant = 'acme' AND (j.created_at, j.id) < (now() - interval '20 minutes', 'job')
     ORDER BY j.created_at DESC, j.id DESC LIMIT 51`,
  );
  const scan = plan?.['QUERY PLAN']?.[0].Plan.Plans[0];
  expect(scan).toMatchObject({ 'Actual Rows': 51, 'Index Name': 'jobs_tenant_created_at_id_idx' });
});

test('unfinished jobs are counted by class, zeros included, over all tenants', async () => {
  await using ledger = await openLedger();
  await ledger.keys.ensureTenant('other');
  await queuedJob(ledger, { owner: 'other' });
  await queuedJob(ledger, { jobClass: 'ort-cpu-vnni' });
  const stopping = await queuedJob(ledger);
  await claimed(ledger, stopping);
  await ledger.jobs.cancel(tenant, stopping);
  await ledger.jobs.cancel(tenant, await queuedJob(ledger));
  expect(await ledger.jobs.countUnfinished()).toMatchObject({
    any: { queued: 1, running: 1 },
    'ort-cpu-vnni': { queued: 1, running: 0 },
    'ort-cpu-arm64': { queued: 0, running: 0 },
  });
  expect(await ledger.jobs.usage(tenant)).toMatchObject({ queued_jobs: 1, running_jobs: 1, jobs_30d: 3 });
});

test('the outlook knows who waits in the class, and how long the model took before', async () => {
  await using ledger = await openLedger();
  const about = { jobClass: 'any', model: digestOf('model') } as const;
  expect(await ledger.jobs.outlook(tenant, about)).toEqual({ queued: 0, medianSeconds: undefined });
  for (const seconds of [10, 30, 500]) {
    const id = await queuedJob(ledger);
    await ledger.attempts.finish(await claimed(ledger, id), success);
    await ledger.query(`UPDATE jobs SET started_at = finished_at - $1 * interval '1 second' WHERE id = $2`, [seconds, id]);
  }
  await queuedJob(ledger);
  expect(await ledger.jobs.outlook(tenant, about)).toEqual({ queued: 1, medianSeconds: 30 });
  expect(await ledger.jobs.outlook('other', about)).toEqual({ queued: 1, medianSeconds: undefined });
});
