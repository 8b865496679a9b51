import { expect, test } from 'vitest';
import {
  claimed,
  digestOf,
  failure,
  openLedger,
  queuedJob,
  quota,
  submission,
  success,
  type TestLedger,
  tenant,
} from './testing/open-ledger.ts';

const names = { acme: 'A', globex: 'B' };

/** Which tenant's job each waiting ticket is, in the order in which the queue would hand them out. */
async function order(ledger: TestLedger): Promise<string> {
  const tickets = await ledger.dispatch.pending(100);
  const owners = await ledger.query<{ id: string; tenant: keyof typeof names }>('SELECT id, tenant FROM jobs');
  const ownerOf = new Map(owners.map((row) => [row.id, names[row.tenant]]));
  return tickets.map(({ jobId }) => ownerOf.get(jobId)).join('');
}

async function queue(ledger: TestLedger, owner: keyof typeof names, count: number): Promise<string[]> {
  await ledger.keys.ensureTenant(owner);
  const ids: string[] = [];
  for (let i = 0; i < count; i++) ids.push(await queuedJob(ledger, { owner }));
  return ids;
}

test('a submitted job is queued, with its defaults, inputs and first event, and due in the queue', async () => {
  await using ledger = await openLedger();
  const given = await submission(ledger, { name: 'n', tags: ['b', 'a'], requires: 'ort-cpu-vnni', jobClass: 'ort-cpu-vnni' });
  const made = await ledger.jobs.submit(tenant, given, { quota });
  if (made.result !== 'created') throw new Error(made.result);
  expect(made.row.job).toMatchObject({
    state: 'queued',
    attempt: 0,
    recipe: given.recipe,
    requires: 'ort-cpu-vnni',
    tags: ['b', 'a'],
    model: { digest: given.model, bytes: 10, filename: 'm.onnx' },
    evaluation: null,
    outputs: [],
    started_at: null,
  });
  const { id } = made.row.job;
  expect(await ledger.jobs.get(tenant, id)).toEqual(made.row);
  expect((await ledger.jobs.events(tenant, id, 0))?.map(({ type }) => type)).toEqual(['job.queued']);
  expect(await ledger.dispatch.ticketOf(id)).toEqual({ jobId: id, attempt: 0, jobClass: 'ort-cpu-vnni', rank: 1 });
});

test.each(['model', 'calibration', 'evaluation'] as const)('a job whose %s is not a file of the tenant is refused', async (field) => {
  await using ledger = await openLedger();
  await ledger.keys.ensureTenant('globex');
  const digest = digestOf('theirs');
  await ledger.assets.add('globex', { kind: field === 'model' ? 'model' : 'dataset', digest, bytes: 1, filename: 'f' });
  await ledger.assets.add(tenant, { kind: field === 'model' ? 'dataset' : 'model', digest, bytes: 1, filename: 'f' });
  expect(await ledger.jobs.submit(tenant, await submission(ledger, { [field]: digest }), { quota })).toEqual({
    result: 'unknown-input',
    field,
  });
  expect((await ledger.jobs.list(tenant, {})).items).toEqual([]);
});

test('one job over a quota is refused, even where all come at once; another tenant’s do not count', async () => {
  await using ledger = await openLedger();
  await queue(ledger, 'globex', 2);
  const given = await submission(ledger);
  const tight = { queuedJobs: 3, cpuSeconds30d: 100 };
  const made = await Promise.all(Array.from({ length: 6 }, () => ledger.jobs.submit(tenant, given, { quota: tight })));
  expect(made.filter(({ result }) => result === 'created')).toHaveLength(3);
  expect(made.find(({ result }) => result !== 'created')).toEqual({ result: 'over-quota', quota: 'queuedJobs' });
});

test('computing time that was used stays used, though its job is deleted, and is given back after 30 days', async () => {
  await using ledger = await openLedger();
  const id = await queuedJob(ledger);
  await ledger.attempts.finish(await claimed(ledger, id), { ...failure, cpu_seconds: 50 });
  await ledger.jobs.remove(tenant, id);
  expect(await ledger.jobs.usage(tenant)).toMatchObject({ cpu_seconds_30d: 50, jobs_30d: 1 });
  const submit = async () => ledger.jobs.submit(tenant, await submission(ledger), { quota: { queuedJobs: 9, cpuSeconds30d: 50 } });
  expect(await submit()).toEqual({ result: 'over-quota', quota: 'cpuSeconds30d' });
  await ledger.query('UPDATE daily_usage SET day = day - 29');
  expect(await submit()).toEqual({ result: 'over-quota', quota: 'cpuSeconds30d' });
  await ledger.query('UPDATE daily_usage SET day = day - 1');
  expect(await submit()).toMatchObject({ result: 'created' });
});

test('tenants take turns, however many jobs the first one has', async () => {
  await using ledger = await openLedger();
  await queue(ledger, 'acme', 5);
  await queue(ledger, 'globex', 2);
  expect(await order(ledger)).toBe('ABABAAA');
});

test('who comes while others are being worked on starts beside them, and saved up no turns', async () => {
  await using ledger = await openLedger();
  const [first = '', second = ''] = await queue(ledger, 'acme', 5);
  await ledger.attempts.finish(await claimed(ledger, first), success);
  await claimed(ledger, second);
  await queue(ledger, 'globex', 3);
  expect(await order(ledger)).toBe('ABABAB');
  const [, last] = await queue(ledger, 'acme', 2);
  expect((await ledger.dispatch.pending(100)).at(-1)?.jobId).toBe(last);
});

test('a class is a queue of its own: waiting in one costs no turn in another', async () => {
  await using ledger = await openLedger();
  for (let i = 0; i < 4; i++) await queuedJob(ledger, { jobClass: 'ort-cpu-vnni' });
  const id = await queuedJob(ledger, { jobClass: 'any' });
  expect(await ledger.dispatch.ticketOf(id)).toMatchObject({ rank: 1 });
});

test('ranks start again once nobody waits', async () => {
  await using ledger = await openLedger();
  for (const id of await queue(ledger, 'acme', 3)) await claimed(ledger, id);
  const [id = ''] = await queue(ledger, 'acme', 1);
  expect(await ledger.dispatch.ticketOf(id)).toMatchObject({ rank: 1 });
});
