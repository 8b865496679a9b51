import { startRedis, systemPostgres } from '@octet/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest';
import { endlessJob } from '../faults/jobs.ts';
import { type Cluster, clusterService } from '../service/cluster.ts';
import { expectWhole } from '../service/expect-whole.ts';
import { clientOf } from '../service/running-service.ts';
import { smallJob } from '../service/small-job.ts';
import { until } from '../service/until.ts';
import { wholeScenario } from '../service/whole-scenario.ts';

// Debian's own servers, as an operator would install them.
const redis = await startRedis();
const postgres = redis && (await systemPostgres());

describe.skipIf(redis === undefined || postgres === undefined)(
  'two gateways, two results services and two workers, on PostgreSQL and Redis',
  () => {
    const undo = new AsyncDisposableStack();
    let cluster: Cluster;
    beforeAll(async () => {
      if (redis === undefined || postgres === undefined) return;
      undo.use(redis);
      undo.use(postgres);
      cluster = undo.use(await clusterService({ databaseUrl: postgres.url, redisUrl: redis.url }));
    }, 240_000);
    beforeEach(() => onTestFailed(() => void process.stderr.write(cluster.output())));
    afterAll(() => undo.disposeAsync(), 60_000);

    test('a job goes through: upload, poll, webhook, download, evidence', { timeout: 120_000 }, async () => {
      expectWhole(await wholeScenario(cluster));
    });

    test('what one gateway takes, the other tells of, to its own tenant alone', { timeout: 60_000 }, async () => {
      const [first = '', second = ''] = cluster.urls;
      const job = await clientOf({ url: first, key: cluster.key }).submit(await smallJob(1));
      expect(await clientOf({ url: second, key: cluster.key }).call('getJob', { params: { id: job.id } })).toMatchObject({ id: job.id });
      const stranger = clientOf({ url: second, key: await cluster.keyFor('stranger') });
      await expect(stranger.call('getJob', { params: { id: job.id } })).rejects.toMatchObject({ code: 'not-found' });
    });

    test('both workers take jobs, and each says of itself what it is', { timeout: 180_000 }, async () => {
      const client = clientOf(cluster);
      // Neither ends by itself, and a worker has one at a time: both run only where each worker has one.
      const jobs = await Promise.all([1, 2].map(async () => await client.submit(await endlessJob())));
      const running = await Promise.all(
        jobs.map(({ id }) =>
          until(
            async () => {
              const { state, worker } = await client.call('getJob', { params: { id } });
              return state === 'running' && worker;
            },
            { seconds: 120, what: `${id} runs` },
          ),
        ),
      );
      expect(running.sort()).toEqual(['worker-0', 'worker-1']);
      for (const { id } of jobs) await client.call('cancelJob', { params: { id } });
      const { items } = await client.call('listWorkers', {});
      expect(items.map(({ name, classes }) => [name, classes.at(-1)])).toEqual([
        ['worker-0', 'any'],
        ['worker-1', 'any'],
      ]);
    });
  },
);
