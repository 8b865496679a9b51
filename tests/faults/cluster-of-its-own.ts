import type { OctetClient } from '@octet/client';
import type { Job } from '@octet/contracts';
import { type startRedis, testDatabase } from '@octet/testing';
import { afterAll, beforeAll } from 'vitest';
import { type Cluster, type ClusterOptions, clusterService } from '../service/cluster.ts';
import { clientOf } from '../service/running-service.ts';
import { until } from '../service/until.ts';

export interface ClusterOfItsOwn {
  readonly cluster: Cluster;
  readonly client: OctetClient;
  read(id: string): Promise<Job>;
  /** The job once it is as wanted. */
  job(id: string, wanted: (job: Job) => boolean, what: string, seconds?: number): Promise<Job>;
}

/** For the tests of a describe block, which may call what it answers: a cluster on this Redis and a database of its own, ended after them. */
export function clusterOfItsOwn(
  redis: Awaited<ReturnType<typeof startRedis>>,
  counts: ClusterOptions['counts'] = {},
): () => ClusterOfItsOwn {
  const undo = new AsyncDisposableStack();
  let running: ClusterOfItsOwn | undefined;
  beforeAll(async () => {
    if (redis === undefined) return;
    undo.use(redis);
    const database = undo.use(await testDatabase());
    const cluster = undo.use(await clusterService({ databaseUrl: database.url, redisUrl: redis.url, counts }));
    const client = clientOf(cluster);
    const read = (id: string): Promise<Job> => client.call('getJob', { params: { id } }) as Promise<Job>;
    running = {
      cluster,
      client,
      read,
      job: (id, wanted, what, seconds = 60) =>
        until(
          async () => {
            const job = await read(id);
            return wanted(job) && job;
          },
          { seconds, what: `${id} ${what}` },
        ),
    };
  }, 240_000);
  afterAll(() => undo.disposeAsync(), 60_000);
  return () => {
    if (running === undefined) throw new Error('the cluster runs within tests only');
    return running;
  };
}
