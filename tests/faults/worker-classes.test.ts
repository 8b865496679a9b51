import { isFinal } from '@octet/contracts';
import { startRedis } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { clusterOfItsOwn } from './cluster-of-its-own.ts';
import { brokenJob } from './jobs.ts';

const redis = await startRedis();

describe.skipIf(redis === undefined)('a worker on a machine without AVX512-VNNI', () => {
  const own = clusterOfItsOwn(redis, { gateway: 1, results: 1, worker: 0 });

  test('takes what it may; a job that requires VNNI waits, says for what, and runs when such a worker joins', {
    timeout: 120_000,
  }, async () => {
    const { cluster, client, read, job } = own();
    const ended = (id: string) => job(id, ({ state }) => isFinal(state), 'ends');
    cluster.addWorker({ OCTET_WORKER_NAME: 'plain', OCTET_WORKER_CPU_CLASS: 'ort-cpu-avx2' });
    const files = await brokenJob();
    const demanding = await client.submit(files, { requires: 'ort-cpu-vnni' });
    const modest = await client.submit(files, { requires: 'ort-cpu-avx2' });
    const indifferent = await client.submit(files);
    expect((await ended(modest.id)).worker).toBe('plain');
    expect((await ended(indifferent.id)).worker).toBe('plain');

    const waiting = await read(demanding.id);
    expect(waiting).toMatchObject({ state: 'queued', attempt: 0, worker: null });
    expect(waiting.waiting_reason).toBe('Waits for a worker that has ort-cpu-vnni; none is connected.');

    cluster.addWorker({ OCTET_WORKER_NAME: 'able', OCTET_WORKER_CPU_CLASS: 'ort-cpu-vnni' });
    expect(await ended(demanding.id)).toMatchObject({ worker: 'able', attempt: 1, waiting_reason: null });
  });
});
