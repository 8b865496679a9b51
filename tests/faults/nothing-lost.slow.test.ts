import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ProblemCode } from '@octet/contracts';
import { type Postgres, startPostgres } from '@octet/postgres';
import { rng, startRedis } from '@octet/testing';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { type Cluster, clusterService } from '../service/cluster.ts';
import { clientOf } from '../service/running-service.ts';
import { smallJob } from '../service/small-job.ts';
import { until } from '../service/until.ts';
import { type InboxMood, webhookInbox } from '../service/webhook-inbox.ts';
import { countsOf, tally } from './chaos/counts.ts';
import { keepRunning } from './chaos/keeper.ts';
import { lossesOf } from './chaos/losses.ts';
import { makeMischief } from './chaos/mischief.ts';
import { heardBy, observeJobs, observeStorage } from './chaos/observe.ts';
import { tenantStream } from './chaos/tenant-stream.ts';
import type { Asked } from './chaos/world.ts';
import { enginesAtWork, enginesIn, foldersInUse } from './engines.ts';
import { brokenJob, endlessJob } from './jobs.ts';

const redis = await startRedis();
const seed = Number(process.env.OCTET_SEED ?? 20_251_124);
const chaosSeconds = Number(process.env.OCTET_CHAOS_SECONDS ?? 150);
const settleSeconds = 360;
const tenants = ['acme', 'globex'] as const;
const clientsPerTenant = 5;

describe.skipIf(redis === undefined)('two gateways, two results services and two workers, all of which are killed again and again', () => {
  test('lose nothing that was accepted, and do nothing twice', { timeout: 1_000 * (chaosSeconds + 3 * settleSeconds) }, async () => {
    if (redis === undefined) return;
    process.stdout.write(`nothing-lost: seed ${seed} (OCTET_SEED), ${chaosSeconds} s\n`);
    await using undo = new AsyncDisposableStack();
    undo.use(redis);
    const postgres = undo.use(await ownPostgres(undo));
    const cluster = undo.use(
      await clusterService({
        databaseUrl: postgres.url,
        redisUrl: redis.url,
        envOf: {
          results: {
            OCTET_SWEEP_SECONDS: '2',
            // Long enough for any request of this test to say whose bytes it brought.
            OCTET_SWEEP_GRACE_SECONDS: '45',
            // So often that none fails for good: three in ten tries do, and those that a killed process had begun count for none.
            OCTET_WEBHOOK_RETRY_SECONDS: '1,1,2,2,3,3,5,5,5,5,5,5,5,5,5',
          },
        },
      }),
    );
    const random = rng(seed);
    const closing = new AbortController();
    const moods: readonly InboxMood[] = ['take', 'take', 'take', 'take', 'take', 'take', 'take', 'fail', 'fail', 'hang'];
    const mood = (): InboxMood => (closing.signal.aborted ? 'take' : (moods[random.below(moods.length)] as InboxMood));
    const inboxes = new Map(await Promise.all(tenants.map(async (tenant) => [tenant, undo.use(await webhookInbox({ mood }))] as const)));
    const keys = new Map(await Promise.all(tenants.map(async (tenant) => [tenant, await cluster.keyFor(tenant)] as const)));
    const clients = new Map(tenants.map((tenant) => [tenant, clientOf({ url: cluster.url, key: keys.get(tenant) ?? '' })]));
    for (const tenant of tenants) {
      const inbox = inboxes.get(tenant);
      const endpoint = await clients.get(tenant)?.call('createEndpoint', { body: { url: inbox?.url ?? '' } });
      inbox?.useSecret(endpoint?.secret ?? '');
    }

    const asked: Asked[] = [];
    const problems: ProblemCode[] = [];
    const files = {
      succeed: await Promise.all([0, 1, 2, 3, 4, 5].map(smallJob)),
      fail: [await brokenJob()],
      hang: [await endlessJob()],
    };
    const givenUp = AbortSignal.timeout(1000 * (chaosSeconds + settleSeconds));
    const streams = tenants.flatMap((tenant) =>
      Array.from({ length: clientsPerTenant }, (_, i) =>
        tenantStream(`${tenant}-${i}`, {
          tenant,
          key: keys.get(tenant) ?? '',
          gateways: cluster.urls,
          files,
          random: rng(random.below(2 ** 31)),
          closing: closing.signal,
          givenUp,
          note: (one) => void asked.push(one),
          onProblem: (code) => void problems.push(code),
        }),
      ),
    );
    const everybodyAnswered = Promise.allSettled(streams);
    const keeper = keepRunning(cluster.members, rng(random.below(2 ** 31)));
    undo.defer(() => keeper.stop());
    const mischief = makeMischief({ cluster, postgres, redis }, rng(random.below(2 ** 31)));
    undo.defer(() => mischief.stop());

    await pause(1000 * chaosSeconds);
    await mischief.stop();
    closing.abort();
    const stuck = (await everybodyAnswered).flatMap((stream) => (stream.status === 'rejected' ? String(stream.reason) : []));

    const db = new pg.Client({ connectionString: postgres.url });
    await db.connect();
    undo.defer(() => db.end());
    await delivered(db);
    const observed = async () => ({
      asked,
      jobs: await observeJobs(db, clients),
      heard: tenants.flatMap((tenant) => [...heardBy(tenant, inboxes.get(tenant) as never)]),
      ...(await observeStorage(db, cluster.storageFolder)),
      leftovers: await leftoversOf(cluster),
    });
    // What nobody refers to is swept once it is old enough; nothing else changes any more.
    await until(
      async () => {
        await pause(2000);
        const { stored, referred } = await observeStorage(db, cluster.storageFolder);
        return [...stored.keys()].every((digest) => referred.has(digest)) && (await leftoversOf(cluster)).length === 0;
      },
      { seconds: 120, what: 'storage and scratch are clear' },
    ).catch((error: Error) => process.stdout.write(`nothing-lost: ${error.message}\n`));
    const world = await observed();
    const losses = lossesOf(world);
    process.stdout.write(`nothing-lost: ${JSON.stringify(countsOf(world))}\n`);
    process.stdout.write(`nothing-lost: deeds ${JSON.stringify(tally(mischief.done))}\n`);
    process.stdout.write(`nothing-lost: ends ${JSON.stringify(tally(keeper.ends.map(({ role, by }) => `${role} ${by}`)))}\n`);
    process.stdout.write(`nothing-lost: refusals ${JSON.stringify(tally(problems))}\n`);
    if (losses.length > 0) process.stdout.write(cluster.output());
    expect(stuck).toEqual([]);
    expect(losses).toEqual([]);
    // One may give up at its start, while database or queue are away, since it is started again; never once it serves.
    expect(keeper.ends.filter(({ by, wasUp }) => typeof by === 'number' && wasUp)).toEqual([]);

    await keeper.stop();
    for (const { role, process: worker } of cluster.members) if (role === 'worker') await worker[Symbol.asyncDispose]();
    expect(await enginesIn(cluster.folder)).toEqual([]);
    for (const scratch of await scratchFolders(cluster)) expect(await readdir(scratch)).toEqual([]);
  });
});

/** One that can be killed; as safe on disk as in production. */
async function ownPostgres(undo: AsyncDisposableStack): Promise<Postgres> {
  const folder = await mkdtemp(join(tmpdir(), 'octet-nothing-lost-'));
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  // As root the server runs as another user, who has to get in.
  await chmod(folder, 0o755);
  return await startPostgres({ folder });
}

/** By the service's own retries: nobody replays anything. A try that a killed process had begun is made again when its lease is over. */
async function delivered(db: pg.Client): Promise<void> {
  await until(
    async () => {
      const { rows } = await db.query(`SELECT state, count(*)::int AS n FROM webhook_deliveries WHERE state <> 'delivered' GROUP BY state`);
      if (rows.length === 0) return true;
      throw new Error(JSON.stringify(rows));
    },
    { seconds: 120, what: 'every event is delivered' },
  );
}

async function scratchFolders(cluster: Cluster): Promise<readonly string[]> {
  return (await readdir(cluster.folder)).filter((name) => name.startsWith('scratch-')).map((name) => join(cluster.folder, name));
}

async function leftoversOf(cluster: Cluster): Promise<readonly string[]> {
  const folders = await Promise.all((await scratchFolders(cluster)).map(foldersInUse));
  return [
    ...(await readdir(join(cluster.storageFolder, 'unfinished'))).map((name) => `unfinished file ${name}`),
    ...(await enginesAtWork(cluster.folder)).map((pid) => `engine process ${pid}`),
    ...folders.flat().map((folder) => `folder ${folder}`),
  ];
}
