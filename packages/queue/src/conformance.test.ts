import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { startRedis, systemPostgres, type TestServer, testDatabase } from '@octet/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDispatcher } from './dispatcher.ts';
import type { JobQueue, Ticket } from './job-queue.ts';
import { consuming, quickTiming, type ServerPlace, type TestPlace } from './testing/opened-queue.ts';
import { memoryPlace, postgresPlace, redisPlace } from './testing/places.ts';

const soon = { timeout: 30_000, interval: 20 };

function ticket(jobId: string, more: Partial<Ticket> = {}): Ticket {
  return { jobId, attempt: 0, jobClass: 'any', rank: 1, ...more };
}

/** Work that a test lets end. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { wait: () => promise, open: resolve };
}

function everyQueue(newPlace: () => Promise<TestPlace>) {
  let place: TestPlace;
  let queue: JobQueue;
  beforeEach(async () => {
    place = await newPlace();
    queue = await place.open();
  });
  afterEach(async () => {
    await queue.close();
    await place[Symbol.asyncDispose]();
  });

  it('hands out a lower rank first, equal ranks in the order of adding', async () => {
    for (const [jobId, rank] of [
      ['c', 3],
      ['a1', 1],
      ['b', 2],
      ['a2', 1],
      ['z', 2_000_000],
    ] as const)
      await queue.add(ticket(jobId, { rank }));
    const consumer = await consuming(queue);
    await vi.waitFor(() => expect(consumer.handled).toEqual(['a1', 'a2', 'b', 'c', 'z']), soon);
    await consumer.close();
  });

  it('hands out the whole ticket', async () => {
    const given: Ticket[] = [];
    const consumer = await consuming(queue, { handle: async (ticket) => void given.push(ticket), classes: ['ort-cpu-avx2'] });
    await queue.add(ticket('a', { attempt: 2, rank: 7, jobClass: 'ort-cpu-avx2' }));
    await vi.waitFor(() => expect(given).toEqual([{ jobId: 'a', attempt: 2, rank: 7, jobClass: 'ort-cpu-avx2' }]), soon);
    await consumer.close();
  });

  it('takes the same ticket twice as one, another attempt as another', async () => {
    await queue.add(ticket('a'));
    await queue.add(ticket('a', { rank: 5 }));
    expect((await queue.counts()).any).toEqual({ waiting: 1, active: 0 });
    await queue.add(ticket('a', { attempt: 1 }));
    expect((await queue.counts()).any).toEqual({ waiting: 2, active: 0 });
  });

  it('knows a ticket that waits or is worked on, and no other', async () => {
    const work = gate();
    await queue.add(ticket('a'));
    expect(await queue.has(ticket('a'))).toBe(true);
    expect(await queue.has(ticket('a', { attempt: 1 }))).toBe(false);
    expect(await queue.has(ticket('a', { jobClass: 'ort-cpu-vnni' }))).toBe(false);
    const consumer = await consuming(queue, { handle: work.wait });
    await vi.waitFor(() => expect(consumer.handled).toEqual(['a']), soon);
    expect(await queue.has(ticket('a'))).toBe(true);
    expect((await queue.counts()).any).toEqual({ waiting: 0, active: 1 });
    work.open();
    await expect.poll(() => queue.has(ticket('a')), soon).toBe(false);
    await consumer.close();
  });

  it('adds a ticket that is worked on no second time', async () => {
    const work = gate();
    const consumer = await consuming(queue, { handle: work.wait, concurrency: 2 });
    await queue.add(ticket('a'));
    await vi.waitFor(() => expect(consumer.handled).toEqual(['a']), soon);
    await queue.add(ticket('a'));
    expect((await queue.counts()).any).toEqual({ waiting: 0, active: 1 });
    work.open();
    await consumer.close();
  });

  it('forgets a waiting ticket; one that is unknown or worked on is left alone', async () => {
    const work = gate();
    const consumer = await consuming(queue, { handle: work.wait });
    await queue.add(ticket('a'));
    await vi.waitFor(() => expect(consumer.handled).toEqual(['a']), soon);
    await queue.add(ticket('b'));
    await queue.remove(ticket('a'));
    await queue.remove(ticket('b'));
    await queue.remove(ticket('never'));
    expect((await queue.counts()).any).toEqual({ waiting: 0, active: 1 });
    work.open();
    await consumer.close();
    expect(consumer.handled).toEqual(['a']);
  });

  it('serves the classes in the given order, and none that was not asked for', async () => {
    await queue.add(ticket('any'));
    await queue.add(ticket('vnni', { jobClass: 'ort-cpu-vnni', rank: 9 }));
    await queue.add(ticket('arm', { jobClass: 'ort-cpu-arm64' }));
    const consumer = await consuming(queue, { classes: ['ort-cpu-vnni', 'any'] });
    await vi.waitFor(() => expect(consumer.handled).toEqual(['vnni', 'any']), soon);
    await consumer.close();
    expect((await queue.counts())['ort-cpu-arm64']).toEqual({ waiting: 1, active: 0 });
  });

  it('works on no more than `concurrency` over all classes, and takes the next when one ends', async () => {
    const work = gate();
    const consumer = await consuming(queue, { classes: ['ort-cpu-avx2', 'any'], concurrency: 2, handle: work.wait });
    for (const jobId of ['a', 'b', 'c']) await queue.add(ticket(jobId, { jobClass: jobId === 'a' ? 'ort-cpu-avx2' : 'any' }));
    await vi.waitFor(() => expect(consumer.handled).toHaveLength(2), soon);
    expect((await queue.counts()).any.waiting + (await queue.counts())['ort-cpu-avx2'].waiting).toBe(1);
    work.open();
    await vi.waitFor(() => expect(consumer.handled).toHaveLength(3), soon);
    await consumer.close();
  });

  it('takes a ticket whose handler rejected as done, and tells of the error', async () => {
    const consumer = await consuming(queue, {
      handle: async ({ jobId }) => {
        if (jobId === 'a') throw new Error('out of luck');
      },
    });
    await queue.add(ticket('a'));
    await queue.add(ticket('b'));
    await vi.waitFor(() => expect(consumer.handled).toEqual(['a', 'b']), soon);
    await consumer.close();
    expect(await queue.has(ticket('a'))).toBe(false);
    expect(consumer.errors.map(({ message }) => message)).toEqual(['out of luck']);
  });

  it('waits on close for the work that runs, tells how it ended, and takes no other', async () => {
    const work = gate();
    const handle = async () => {
      await work.wait();
      throw new Error('cut short');
    };
    const consumer = await consuming(queue, { handle });
    await queue.add(ticket('a'));
    await queue.add(ticket('b'));
    await vi.waitFor(() => expect(consumer.handled).toEqual(['a']), soon);
    const closed = consumer.close();
    work.open();
    await Promise.all([closed, consumer.close()]);
    expect(consumer.handled).toEqual(['a']);
    expect(consumer.errors.map(({ message }) => message)).toEqual(['cut short']);
    expect((await queue.counts()).any).toEqual({ waiting: 1, active: 0 });
  });

  it('gets back from the reconciler what it lost, and only that', async () => {
    const jobs = [ticket('a'), ticket('b')];
    for (const job of jobs) await queue.add(job);
    const checked = new Set<string>();
    const source = {
      pending: async () => [],
      ticketOf: async () => undefined,
      dispatched: async ({ jobId }: { jobId: string }) => void checked.add(jobId),
      waitingSince: async () => jobs.filter(({ jobId }) => !checked.has(jobId)),
    };
    const { reconcile } = createDispatcher({ queue, source, onError: (error) => expect.unreachable(error.message) });
    expect(await reconcile()).toEqual({ added: 0, restored: 0 });
    checked.clear();
    await place.empty();
    expect((await queue.counts()).any.waiting).toBe(0);
    expect(await reconcile()).toEqual({ added: 0, restored: 2 });
    expect((await queue.counts()).any.waiting).toBe(2);
  });

  it('answers a check', async () => {
    await expect(queue.check()).resolves.toBeUndefined();
  });
}

function everyServer(newPlace: () => Promise<ServerPlace>) {
  let place: ServerPlace;
  let queue: JobQueue;
  let child: ChildProcess | undefined;
  beforeEach(async () => {
    place = await newPlace();
    queue = await place.open();
  });
  afterEach(async () => {
    if (child?.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'close');
      child.kill('SIGKILL');
      await ended;
    }
    child = undefined;
    await queue.close();
    await place[Symbol.asyncDispose]();
  });

  it('hands out again what a killed consumer held', async () => {
    await queue.add(ticket('a'));
    const program = new URL('./testing/hold-ticket.ts', import.meta.url).pathname;
    child = spawn(process.execPath, [program, JSON.stringify({ where: place.where, timing: quickTiming })], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    await once(child.stdout ?? expect.unreachable(), 'data');
    const consumer = await consuming(queue);
    expect(await queue.has(ticket('a'))).toBe(true);
    const gone = once(child, 'close');
    child.kill('SIGKILL');
    await gone;
    await vi.waitFor(() => expect(consumer.handled).toEqual(['a']), soon);
    await consumer.close();
  });

  it('keeps a ticket for one consumer while its work outlasts the lock', async () => {
    const work = gate();
    const first = await consuming(queue, { handle: work.wait });
    await queue.add(ticket('a'));
    await vi.waitFor(() => expect(first.handled).toEqual(['a']), soon);
    const second = await consuming(queue);
    await queue.add(ticket('b'));
    const since = Date.now();
    await expect.poll(() => Date.now() - since, soon).toBeGreaterThan(2 * quickTiming.lockMs);
    expect([first.handled, second.handled]).toEqual([['a'], ['b']]);
    work.open();
    await Promise.all([first.close(), second.close()]);
    expect(first.errors).toEqual([]);
  });

  it('goes on after all connections were cut, and ends the work that ran meanwhile', async () => {
    const work = gate();
    const consumer = await consuming(queue, { handle: work.wait });
    await queue.add(ticket('a'));
    await vi.waitFor(() => expect(consumer.handled).toEqual(['a']), soon);
    await place.cutConnections();
    await vi.waitFor(() => queue.add(ticket('b')), soon);
    work.open();
    await vi.waitFor(() => expect(consumer.handled).toEqual(['a', 'b']), soon);
    await expect.poll(() => queue.has(ticket('b')), soon).toBe(false);
    expect(await queue.has(ticket('a'))).toBe(false);
    await consumer.close();
  });

  it('wakes an idle consumer after all connections were cut', async () => {
    const consumer = await consuming(queue);
    await place.cutConnections();
    await vi.waitFor(() => queue.add(ticket('a')), soon);
    await vi.waitFor(() => expect(consumer.handled).toEqual(['a']), soon);
    await consumer.close();
  });
}

describe('in memory', () => everyQueue(memoryPlace));

describe('on PostgreSQL', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database[Symbol.asyncDispose]());
  const newPlace = () => postgresPlace(database);
  describe('as every queue', () => everyQueue(newPlace));
  describe('as a server', () => everyServer(newPlace));
});

describe('on Redis', () => {
  let redis: TestServer | undefined;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis?.[Symbol.asyncDispose]());
  beforeEach(({ skip }) => skip(redis === undefined, 'no redis-server'));
  const newPlace = () => redisPlace(redis ?? expect.unreachable());
  describe('as every queue', () => everyQueue(newPlace));
  describe('as a server', () => everyServer(newPlace));

  it('goes on with a server that was killed and came back empty', async () => {
    await using place = await newPlace();
    const queue = await place.open();
    const consumer = await consuming(queue);
    await redis?.restart();
    await vi.waitFor(() => queue.add(ticket('a')), soon);
    await vi.waitFor(() => expect(consumer.handled).toEqual(['a']), soon);
    await consumer.close();
    await queue.close();
  });
});

describe("on the distribution's PostgreSQL", () => {
  let postgres: TestServer | undefined;
  beforeAll(async () => {
    postgres = await systemPostgres();
  });
  afterAll(() => postgres?.[Symbol.asyncDispose]());
  beforeEach(({ skip }) => skip(postgres === undefined, 'no postgres'));
  const newPlace = () => postgresPlace(postgres ?? expect.unreachable());
  describe('as every queue', () => everyQueue(newPlace));

  it('goes on with a server that was killed and came back', async () => {
    await using place = await newPlace();
    const queue = await place.open();
    const consumer = await consuming(queue);
    await postgres?.restart();
    await vi.waitFor(() => queue.add(ticket('a')), soon);
    await vi.waitFor(() => expect(consumer.handled).toEqual(['a']), soon);
    await consumer.close();
    await queue.close();
  });
});
