import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isFinal, type Job } from '@octet/contracts';
import { startRedis } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import type { Member } from '../service/cluster.ts';
import { clientOf } from '../service/running-service.ts';
import { smallJob } from '../service/small-job.ts';
import { until } from '../service/until.ts';
import { clusterOfItsOwn } from './cluster-of-its-own.ts';
import { enginesAtWork, enginesIn, foldersInUse } from './engines.ts';
import { brokenJob, endlessJob } from './jobs.ts';
import { quickest } from './quickest.ts';

const redis = await startRedis();

describe.skipIf(redis === undefined)('a job that runs in a cluster of two workers', () => {
  const own = clusterOfItsOwn(redis, { results: 1 });
  const scratchOf = (worker: string) => join(own().cluster.folder, worker.replace('worker', 'scratch'));
  const worker = (name: string): Member => own().cluster.members.filter(({ role }) => role === 'worker')[Number(name.slice(-1))] as Member;
  const inUse = (name: string) => foldersInUse(scratchOf(name));
  /** Once an engine works on it: who, and which process. */
  const atWork = async (id: string): Promise<{ readonly name: string; readonly engine: number }> => {
    const { worker: name } = await own().job(id, ({ state, worker }) => state === 'running' && worker !== null, 'runs');
    if (name === null) throw new Error('a running job has a worker');
    const engine = await until(async () => (await enginesAtWork(scratchOf(name)))[0], { seconds: 30, what: `an engine of ${name}` });
    return { name, engine };
  };

  const canceledAfter = async (): Promise<number> => {
    const { client, read, job } = own();
    const { id } = await client.submit(await endlessJob());
    const { name } = await atWork(id);
    // Deep in its work, not at the start of its process.
    await job(id, ({ stage }) => stage !== null, 'is at a stage');
    const asked = performance.now();
    await client.call('cancelJob', { params: { id } });
    await Promise.all([
      until(async () => (await enginesAtWork(scratchOf(name))).length === 0, { seconds: 30, what: 'the engine process is dead' }),
      job(id, ({ state }) => state === 'canceled', 'is canceled', 30),
    ]);
    const milliseconds = performance.now() - asked;
    process.stdout.write(`cancel: canceled, and its engine process dead, after ${milliseconds.toFixed()} ms\n`);
    await until(async () => (await inUse(name)).length === 0, { seconds: 30, what: 'its folder is gone' });
    expect(await read(id)).toMatchObject({ state: 'canceled', attempt: 1, outputs: [] });
    return milliseconds;
  };

  test('is canceled within two seconds, its engine process dead and its folder gone', { timeout: 240_000 }, async () => {
    expect(await quickest(2000, canceledAfter)).toBeLessThan(2000);
  });

  const begunAnewAfter = async (): Promise<number> => {
    const { client, job } = own();
    const { id } = await client.submit(await endlessJob());
    const { name } = await atWork(id);
    const killed = performance.now();
    worker(name).process.signal('SIGKILL');
    await until(async () => (await enginesIn(scratchOf(name))).length === 0, { seconds: 10, what: 'the engine dies with its worker' });
    const again = await job(id, ({ state, attempt }) => state === 'running' && attempt === 2, 'has a second attempt');
    const milliseconds = performance.now() - killed;
    process.stdout.write(`killed worker: the next attempt runs after ${milliseconds.toFixed()} ms\n`);
    expect(again.worker).not.toBe(name);
    await worker(name).restart();
    await client.call('cancelJob', { params: { id } });
    await job(id, ({ state }) => isFinal(state), 'ends', 30);
    // What the dead one left on disk is removed by the one that comes after it.
    await until(async () => (await inUse(name)).length === 0 && (await readdir(scratchOf(name))).length === 1, {
      seconds: 60,
      what: `${name} has cleared up`,
    });
    return milliseconds;
  };

  test('is started again by the other worker within fifteen seconds when its own is killed', { timeout: 360_000 }, async () => {
    expect(await quickest(15_000, begunAnewAfter)).toBeLessThan(15_000);
  });

  test('ends once, though a worker that was taken for dead comes back with a result', { timeout: 120_000 }, async () => {
    const { client, read, job } = own();
    const { id } = await client.submit(await smallJob(1));
    const { name, engine } = await atWork(id);
    // The engine first, so that it has not ended by the time that its worker is frozen; then it goes on alone.
    process.kill(engine, 'SIGSTOP');
    worker(name).process.signal('SIGSTOP');
    process.kill(engine, 'SIGCONT');
    const ended = await job(id, ({ state }) => isFinal(state), 'ends');
    expect(ended).toMatchObject({ state: 'succeeded', attempt: 2 });
    expect(ended.worker).not.toBe(name);

    worker(name).process.signal('SIGCONT');
    const late = `"job":"${id}","attempt":1,"end":"fenced"`;
    await until(async () => worker(name).process.output().includes(late), { seconds: 30, what: `${name} is refused` });
    expect(await enginesIn(scratchOf(name))).not.toContain(engine);
    expect(await read(id)).toEqual(ended);
    const { items } = await client.call('listEvents', { params: { id } });
    expect(items.map(({ type, attempt }) => [type, attempt]).filter(([type]) => type !== 'job.stage')).toEqual([
      ['job.queued', 0],
      ['job.started', 1],
      ['job.requeued', 1],
      ['job.started', 2],
      ['job.succeeded', 2],
    ]);
  });

  test('is one job, however often and wherever it is posted with one Idempotency-Key at once', { timeout: 60_000 }, async () => {
    const { cluster, client } = own();
    const files = await brokenJob();
    const key = randomUUID();
    const post = (url: string): Promise<Job> =>
      until(
        async () => {
          const form = new FormData();
          form.append('recipe', JSON.stringify({ recipe: {}, tags: ['doubled'] }));
          form.append('model', files.model);
          form.append('calibration', files.calibration);
          const sent = clientOf({ url, key: cluster.key }).call('submitJob', { body: form, headers: { 'idempotency-key': key } });
          return (await sent.catch((error: { code?: string }) => {
            if (error.code === 'idempotency/in-progress') return undefined;
            throw error;
          })) as Job | undefined;
        },
        { seconds: 30, what: 'an answer' },
      );
    const jobs = await Promise.all([0, 1, 2, 3, 4, 5].map((i) => post(cluster.urls[i % 2] ?? '')));
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(1);
    const { items } = await client.call('listJobs', { query: { tag: 'doubled' } });
    expect(items.map(({ id }) => id)).toEqual([jobs[0]?.id]);
  });
});
