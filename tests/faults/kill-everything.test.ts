import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { isFinal, type Job } from '@octet/contracts';
import { expect, test } from 'vitest';
import { type EmbeddedService, embeddedService } from '../service/embedded.ts';
import { clientOf } from '../service/running-service.ts';
import { smallJob } from '../service/small-job.ts';
import { until } from '../service/until.ts';
import { enginesAtWork, foldersInUse } from './engines.ts';
import { brokenJob } from './jobs.ts';

const jobOf = (service: EmbeddedService, id: string): Promise<Job> => clientOf(service).call('getJob', { params: { id } }) as Promise<Job>;

const when = (service: EmbeddedService, id: string, wanted: (job: Job) => boolean): Promise<Job> =>
  until(
    async () => {
      const job = await jobOf(service, id);
      return wanted(job) && job;
    },
    { seconds: 180, what: `${id} is as it should be` },
  );

async function artifactDigest(service: EmbeddedService, id: string): Promise<string> {
  return createHash('sha256')
    .update(await buffer(await clientOf(service).download(id, 'artifact')))
    .digest('hex');
}

const postmasterOf = async (dataFolder: string): Promise<number> =>
  Number.parseInt(await readFile(join(dataFolder, 'postgres', 'postmaster.pid'), 'utf8'), 10);

test('a service whose every process was killed has all jobs and artifacts again, and finishes what ran', { timeout: 480_000 }, async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'octet-killed-'));
  await using undo = new AsyncDisposableStack();
  undo.defer(() => rm(dataFolder, { recursive: true, force: true }));
  const scratch = join(dataFolder, 'scratch');
  const first = undo.use(await embeddedService({ dataFolder }));
  const done = await clientOf(first).submit(await smallJob());
  const before = await when(first, done.id, ({ state }) => isFinal(state));
  expect(before).toMatchObject({ state: 'succeeded', problem: null });

  const running = await clientOf(first).submit(await smallJob(1));
  const queued = await clientOf(first).submit(await brokenJob());
  const [engine] = await until(
    async () => {
      const engines = await enginesAtWork(scratch);
      return engines.length > 0 && engines;
    },
    { seconds: 60, what: 'an engine works' },
  );
  // It shall not have ended by itself before it is killed.
  process.kill(engine ?? 0, 'SIGSTOP');
  expect((await jobOf(first, running.id)).state).toBe('running');
  const postgres = await postmasterOf(dataFolder);
  // The engine first: it would not outlive the service.
  for (const pid of [engine ?? 0, postgres, first.process.pid]) process.kill(pid, 'SIGKILL');
  await first.process.ended;

  const second = undo.use(await embeddedService({ dataFolder }));
  expect(second.key).toBe(first.key);
  expect(await jobOf(second, done.id)).toEqual(before);
  expect(await artifactDigest(second, done.id)).toBe(before.outputs.find(({ name }) => name === 'artifact')?.digest);
  const resumed = await when(second, running.id, ({ state }) => isFinal(state));
  expect(resumed).toMatchObject({ state: 'succeeded', attempt: 2 });
  expect(await when(second, queued.id, ({ state }) => isFinal(state))).toMatchObject({ state: 'failed', attempt: 1 });
  expect(await artifactDigest(second, running.id)).toBe(resumed.outputs.find(({ name }) => name === 'artifact')?.digest);
  // The folder of the dead worker is gone too: one is left, that of the living.
  expect(await readdir(scratch)).toHaveLength(1);
  await until(async () => (await enginesAtWork(scratch)).length === 0, { seconds: 30, what: 'the last engine is gone' });
  await until(async () => (await foldersInUse(scratch)).length === 0, { seconds: 30, what: 'the last folder is gone' });
});

test('a service whose database was killed goes on by itself, and so does the job that ran', { timeout: 300_000 }, async () => {
  await using service = await embeddedService();
  const { id } = await clientOf(service).submit(await smallJob());
  await until(async () => (await enginesAtWork(join(service.dataFolder, 'scratch'))).length > 0, { seconds: 60, what: 'an engine works' });
  const killed = await postmasterOf(service.dataFolder);
  process.kill(killed, 'SIGKILL');
  expect(await when(service, id, ({ state }) => isFinal(state))).toMatchObject({ state: 'succeeded', problem: null });
  expect(service.process.running()).toBe(true);
  expect(await postmasterOf(service.dataFolder)).not.toBe(killed);
});
