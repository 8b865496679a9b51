import type { OctetClient } from '@octet/client';
import { isFinal, type Job } from '@octet/contracts';
import { startRedis, testDatabase } from '@octet/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, clusterService } from '../service/cluster.ts';
import { clientOf } from '../service/running-service.ts';
import { until } from '../service/until.ts';
import { brokenJob } from './jobs.ts';

const redis = await startRedis();

describe.skipIf(redis === undefined)('a worker on a machine without AVX512-VNNI', () => {
  const undo = new AsyncDisposableStack();
  let cluster: Cluster;
  let client: OctetClient;
  beforeAll(async () => {
    if (redis === undefined) return;
    undo.use(redis);
    const database = undo.use(await testDatabase());
    cluster = undo.use(
      await clusterService({ databaseUrl: database.url, redisUrl: redis.url, counts: { gateway: 1, results: 1, worker: 0 } }),
    );
    client = clientOf(cluster);
  }, 120_000);
  afterAll(() => undo.disposeAsync(), 60_000);

  const read = (id: string): Promise<Job> => client.call('getJob', { params: { id } }) as Promise<Job>;
  const ended = (id: string): Promise<Job> =>
    until(
      async () => {
        const job = await read(id);
        return isFinal(job.state) && job;
      },
      { seconds: 60, what: `${id} ends` },
    );

  test('takes what it may; a job that requires VNNI waits, says for what, and runs when such a worker joins', {
    timeout: 120_000,
  }, async () => {
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
