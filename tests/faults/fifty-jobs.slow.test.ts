import { isFinal, type Job } from '@octet/contracts';
import { startRedis, testDatabase } from '@octet/testing';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { clusterService } from '../service/cluster.ts';
import { clientOf } from '../service/running-service.ts';
import { smallJob } from '../service/small-job.ts';
import { until } from '../service/until.ts';
import { brokenJob } from './jobs.ts';

const redis = await startRedis();
const jobsOfEach = 25;

describe.skipIf(redis === undefined)('fifty jobs of two tenants, of whom one comes with all of its own first', () => {
  test('all end, and the tenants take turns', async () => {
    if (redis === undefined) return;
    await using undo = new AsyncDisposableStack();
    undo.use(redis);
    const database = undo.use(await testDatabase());
    const cluster = undo.use(
      await clusterService({ databaseUrl: database.url, redisUrl: redis.url, counts: { gateway: 1, results: 1, worker: 0 } }),
    );
    const early = clientOf(cluster);
    const late = clientOf({ url: cluster.url, key: await cluster.keyFor('globex') });
    const [small, broken] = await Promise.all([smallJob(), brokenJob()]);
    // Most fail as soon as they are opened: what is looked at are their turns.
    const files = Array.from({ length: jobsOfEach }, (_, i) => (i % 8 === 0 ? small : broken));
    for (const client of [early, late])
      await Promise.all(files.map((of) => client.submit(of, { tags: [of === small ? 'small' : 'broken'] })));

    cluster.addWorker();
    cluster.addWorker();
    const all = async (): Promise<readonly Job[]> => {
      const pages = await Promise.all([early, late].map((client) => client.call('listJobs', { query: { limit: 100 } })));
      return pages.flatMap(({ items }) => items as Job[]);
    };
    const jobs = await until(
      async () => {
        const jobs = await all();
        return jobs.every(({ state }) => isFinal(state)) && jobs;
      },
      { seconds: 400, what: 'all fifty end' },
    );
    expect(jobs).toHaveLength(2 * jobsOfEach);
    for (const { state, tags } of jobs) expect(state).toBe(tags[0] === 'small' ? 'succeeded' : 'failed');

    const started = await startOrder(database.url);
    expect(started).toHaveLength(2 * jobsOfEach);
    let lead = 0;
    let furthest = 0;
    for (const tenant of started) {
      lead += tenant === 'acme' ? 1 : -1;
      furthest = Math.max(furthest, Math.abs(lead));
    }
    process.stdout.write(`fifty jobs: of two tenants none was ever more than ${furthest} ahead\n`);
    // One turn, and one job more that the second worker took at the same moment.
    expect(furthest).toBeLessThanOrEqual(2);
  });
});

async function startOrder(url: string): Promise<readonly string[]> {
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  try {
    const { rows } = await db.query<{ tenant: string }>(
      'SELECT j.tenant FROM attempts a JOIN jobs j ON j.id = a.job_id ORDER BY a.started_at',
    );
    return rows.map(({ tenant }) => tenant);
  } finally {
    await db.end();
  }
}
