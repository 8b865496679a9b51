import { expect, test } from 'vitest';
import { createLedger } from './create-ledger.ts';
import {
  beat,
  claimed,
  digestOf,
  failure,
  idleWorker,
  openLedger,
  problem,
  queuedJob,
  released,
  success,
  tenant,
} from './testing/open-ledger.ts';

test('a job goes from queued over running to succeeded, with its outputs, event and diagnostics in one commit', async () => {
  await using ledger = await openLedger();
  const id = await queuedJob(ledger);
  const ref = await claimed(ledger, id);
  expect((await ledger.jobs.get(tenant, id))?.job).toMatchObject({
    state: 'running',
    attempt: 1,
    worker: expect.stringMatching(/^worker-/),
  });
  expect(await ledger.attempts.heartbeat(ref, beat)).toEqual({ action: 'continue' });
  expect((await ledger.jobs.get(tenant, id))?.job).toMatchObject({ stage: 'calibrate', progress: 0.5, eta_seconds: 3 });
  expect(await ledger.attempts.finish(ref, success)).toMatchObject({ result: 'recorded', row: { job: { state: 'succeeded' } } });
  const job = (await ledger.jobs.get(tenant, id))?.job;
  expect(job).toMatchObject({
    verdict: 'pass',
    stage: null,
    outputs: [{ name: 'artifact', digest: digestOf('artifact') }],
    links: { artifact: `/v1/jobs/${id}/artifact` },
  });
  expect((await ledger.jobs.events(tenant, id, 0))?.map(({ type }) => type)).toEqual([
    'job.queued',
    'job.started',
    'job.stage',
    'job.succeeded',
  ]);
  expect((await ledger.assets.get(tenant, 'dataset', digestOf('calibration')))?.diagnostics).toHaveLength(1);
  expect((await ledger.jobs.usage(tenant)).cpu_seconds_30d).toBe(2);
});

test('of two claims at once one gets the job', async () => {
  await using ledger = await openLedger();
  const id = await queuedJob(ledger);
  const workers = await Promise.all([1, 2, 3, 4].map(() => idleWorker(ledger)));
  const claims = await Promise.all(workers.map((worker) => ledger.attempts.claim(id, worker)));
  expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
});

test('a worker gets no job that its CPU does not serve, and an unknown worker none at all', async () => {
  await using ledger = await openLedger();
  const id = await queuedJob(ledger, { jobClass: 'ort-cpu-vnni' });
  expect(await ledger.attempts.claim(id, await idleWorker(ledger, { cpuClass: 'ort-cpu-avx2' }))).toBeUndefined();
  expect(await ledger.attempts.claim(id, 'nobody')).toBeUndefined();
  expect((await ledger.jobs.get(tenant, id))?.job.waiting_reason).toBe('Waits for a worker that has ort-cpu-vnni; none is connected.');
  const worker = await idleWorker(ledger, { cpuClass: 'ort-cpu-vnni' });
  expect((await ledger.jobs.get(tenant, id))?.job.waiting_reason).toBeNull();
  expect(await ledger.attempts.claim(id, worker)).toMatchObject({ attempt: 1 });
});

test('a silent attempt is given up, and its late words change nothing', async () => {
  await using ledger = await openLedger();
  const id = await queuedJob(ledger);
  const zombie = await claimed(ledger, id);
  expect(await ledger.attempts.reapSilent(new Date(Date.now() - 60_000))).toEqual([]);
  expect(await ledger.attempts.reapSilent(new Date(Date.now() + 1000))).toEqual([id]);
  expect((await ledger.jobs.get(tenant, id))?.job).toMatchObject({ state: 'queued', attempt: 1, worker: null, started_at: null });
  const second = await claimed(ledger, id);
  expect(await ledger.attempts.heartbeat(zombie, beat)).toBeUndefined();
  expect(await ledger.attempts.inputsOf(zombie)).toBeUndefined();
  expect(await ledger.attempts.finish(zombie, success)).toEqual({ result: 'fenced' });
  expect(await ledger.attempts.finish({ ...second, token: zombie.token }, success)).toEqual({ result: 'fenced' });
  expect(await ledger.attempts.finish(second, failure)).toMatchObject({ result: 'recorded' });
  expect(await ledger.attempts.finish(zombie, success)).toEqual({ result: 'fenced' });
  expect((await ledger.jobs.get(tenant, id))?.job).toMatchObject({ state: 'failed', attempt: 2 });
});

test('the same outcome again is recorded once; another one is fenced', async () => {
  await using ledger = await openLedger();
  const id = await queuedJob(ledger);
  const ref = await claimed(ledger, id);
  const both = await Promise.all([ledger.attempts.finish(ref, success), ledger.attempts.finish(ref, success)]);
  expect(both.map(({ result }) => result)).toEqual(['recorded', 'recorded']);
  expect(await ledger.attempts.finish(ref, failure)).toEqual({ result: 'fenced' });
  expect((await ledger.jobs.events(tenant, id, 0))?.filter(({ type }) => type === 'job.succeeded')).toHaveLength(1);
});

test('a success that races with a cancel either wins whole or loses whole', async () => {
  await using ledger = await openLedger();
  const ends = [];
  for (let i = 0; i < 12; i++) {
    const id = await queuedJob(ledger);
    const ref = await claimed(ledger, id);
    await Promise.all([ledger.jobs.cancel(tenant, id), ledger.attempts.finish(ref, success)]);
    const job = (await ledger.jobs.get(tenant, id))?.job;
    ends.push([job?.state, job?.outputs.length, job?.summary === null]);
  }
  expect(
    ends.every(([state, outputs, none]) =>
      state === 'succeeded' ? outputs === 1 && !none : state === 'canceled' && outputs === 0 && none,
    ),
  ).toBe(true);
});

test('a success of a job that is being canceled loses', async () => {
  await using ledger = await openLedger();
  const id = await queuedJob(ledger);
  const ref = await claimed(ledger, id);
  expect((await ledger.jobs.cancel(tenant, id))?.job.state).toBe('canceling');
  expect((await ledger.jobs.cancel(tenant, id))?.job.state).toBe('canceling');
  expect(await ledger.attempts.heartbeat(ref, beat)).toEqual({ action: 'cancel' });
  await ledger.attempts.finish(ref, success);
  expect((await ledger.jobs.get(tenant, id))?.job).toMatchObject({ state: 'canceled', outputs: [] });
});

test('a released job is queued again, three attempts in all, and a lost one counts', async () => {
  await using ledger = await openLedger();
  const id = await queuedJob(ledger);
  await ledger.attempts.finish(await claimed(ledger, id), released);
  expect((await ledger.dispatch.pending(10)).map(({ jobId, attempt }) => [jobId, attempt])).toEqual([[id, 1]]);
  await claimed(ledger, id);
  await ledger.attempts.reapSilent(new Date(Date.now() + 1000));
  await ledger.attempts.finish(await claimed(ledger, id), released);
  expect((await ledger.jobs.get(tenant, id))?.job).toMatchObject({
    state: 'failed',
    attempt: 3,
    problem: { code: 'job/attempts-exhausted' },
  });
});

test('deadlines: a queued job expires, a running one fails once its worker had its grace', async () => {
  await using ledger = await openLedger();
  const waiting = await queuedJob(ledger, { maxQueueSeconds: 60 });
  const running = await queuedJob(ledger, { maxRunSeconds: 60 });
  await claimed(ledger, running);
  const inSeconds = (seconds: number) => new Date(Date.now() + 1000 * seconds);
  expect(await ledger.attempts.reapOverdue(inSeconds(50), 10)).toEqual([]);
  expect(await ledger.attempts.reapOverdue(inSeconds(65), 10)).toEqual([waiting]);
  expect(await ledger.attempts.reapOverdue(inSeconds(75), 10)).toEqual([running]);
  expect((await ledger.jobs.get(tenant, waiting))?.job).toMatchObject({ state: 'expired', problem: { code: 'job/queue-deadline' } });
  expect((await ledger.jobs.get(tenant, running))?.job).toMatchObject({ state: 'failed', problem: { code: 'job/time-limit' } });
});

test('a job that is queued again has its whole time to wait once more, and no longer', async () => {
  await using ledger = await openLedger();
  const id = await queuedJob(ledger, { maxQueueSeconds: 60 });
  const ref = await claimed(ledger, id);
  await ledger.query(`UPDATE jobs SET created_at = created_at - interval '1 hour', queued_at = queued_at - interval '1 hour'`);
  await ledger.attempts.finish(ref, released);
  expect(await ledger.attempts.reapOverdue(new Date(Date.now() + 50_000), 10)).toEqual([]);
  expect(await ledger.attempts.reapOverdue(new Date(Date.now() + 70_000), 10)).toEqual([id]);
});

test('a job that its silent worker did not cancel is canceled by the reaper', async () => {
  await using ledger = await openLedger();
  const id = await queuedJob(ledger);
  await claimed(ledger, id);
  await ledger.jobs.cancel(tenant, id);
  expect(await ledger.attempts.reapSilent(new Date(Date.now() + 1000))).toEqual([id]);
  expect((await ledger.jobs.get(tenant, id))?.job.state).toBe('canceled');
});

test('an attempt that beats while it is reaped goes on or ends, never both', async () => {
  await using ledger = await openLedger();
  for (let i = 0; i < 10; i++) {
    const id = await queuedJob(ledger);
    const ref = await claimed(ledger, id);
    await ledger.query(`UPDATE attempts SET heartbeat_at = now() - interval '1 minute' WHERE job_id = $1`, [id]);
    const [answer, reaped] = await Promise.all([
      ledger.attempts.heartbeat(ref, beat),
      ledger.attempts.reapSilent(new Date(Date.now() - 30_000)),
    ]);
    expect(reaped.includes(id)).toBe(answer === undefined);
    expect((await ledger.jobs.get(tenant, id))?.job.state).toBe(answer === undefined ? 'queued' : 'running');
  }
});

test('text that PostgreSQL cannot store is kept as far as it can be, and the same outcome is still the same', async () => {
  await using ledger = await openLedger();
  const id = await queuedJob(ledger, { name: 'a\0b' });
  const ref = await claimed(ledger, id);
  const log = [{ level: 'error' as const, text: 'node \0 \ud800' }];
  expect(await ledger.attempts.heartbeat(ref, { ...beat, message: '\0', log })).toEqual({ action: 'continue' });
  const strange = { ...failure, problem: { ...problem, detail: 'in "\0" and "\\u0000" and \udc00' } };
  expect(await ledger.attempts.finish(ref, strange)).toMatchObject({ result: 'recorded' });
  expect(await ledger.attempts.finish(ref, strange)).toMatchObject({ result: 'recorded' });
  const job = (await ledger.jobs.get(tenant, id))?.job;
  expect([job?.name, job?.problem?.detail]).toEqual(['a\ufffdb', 'in "\ufffd" and "\\u0000" and \ufffd']);
  expect((await ledger.jobs.logs(tenant, id, 0))?.map(({ text }) => text)).toEqual(['node \ufffd \ufffd']);
});

test('a job keeps its log, up to a bound', async () => {
  await using ledger = await openLedger();
  const id = await queuedJob(ledger);
  const ref = await claimed(ledger, id);
  const log = Array.from({ length: 6000 }, (_, i) => ({ level: 'info' as const, text: `line ${i}` }));
  await ledger.attempts.heartbeat(ref, { ...beat, log });
  await ledger.attempts.heartbeat(ref, { ...beat, log });
  const lines = await ledger.jobs.logs(tenant, id, 9998);
  expect(lines?.map(({ seq, text }) => [seq, text])).toEqual([
    [9999, 'line 3998'],
    [10_000, 'line 3999'],
  ]);
  const wordy = await claimed(ledger, await queuedJob(ledger));
  await ledger.attempts.heartbeat(wordy, { ...beat, log: Array(500).fill({ level: 'info', text: 'x'.repeat(10_000) }) });
  expect(await ledger.jobs.logs(tenant, wordy.jobId, 0)).toHaveLength(400);
});

test('tokens and keys are nowhere in the database', async () => {
  await using ledger = await openLedger();
  const { secret } = await ledger.keys.mint(tenant, { name: 'ci', scopes: ['read'] });
  const { token } = await claimed(ledger, await queuedJob(ledger));
  const [kept] = await ledger.query<{ dump: string }>(
    `SELECT (SELECT json_agg(k)::text FROM api_keys k) || (SELECT json_agg(a)::text FROM attempts a) AS dump`,
  );
  const dump = kept?.dump ?? '';
  expect(dump).not.toContain(secret);
  expect(dump).not.toContain(token);
  expect(dump).toContain(secret.slice(0, 12));
});

test('a tenant has no more jobs running than it may; the next one is due for another ticket, and its turn comes', async () => {
  await using ledger = await openLedger();
  const { attempts, close } = await createLedger({ url: ledger.url, poolSize: 1, runningJobs: 1 });
  try {
    const [first, second] = [await queuedJob(ledger), await queuedJob(ledger)];
    const running = await claimed(ledger, first);
    for (const jobId of [first, second]) await ledger.dispatch.dispatched({ jobId, attempt: 0 });
    const worker = await idleWorker(ledger);
    expect(await attempts.claim(second, worker)).toBeUndefined();
    expect((await ledger.dispatch.pending(10)).map(({ jobId }) => jobId)).toEqual([second]);
    await ledger.keys.ensureTenant('other');
    expect(await attempts.claim(await queuedJob(ledger, { owner: 'other' }), worker)).toMatchObject({ attempt: 1 });
    await ledger.attempts.finish(running, success);
    expect(await attempts.claim(second, worker)).toMatchObject({ attempt: 1 });
  } finally {
    await close();
  }
});
