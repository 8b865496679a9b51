import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createQueue } from '@octet/queue';
import { gateBefore, testDatabase } from '@octet/testing';
import { expect, test, vi } from 'vitest';
import { fakeResults, workerToken } from './testing/fake-results.ts';
import { images } from './testing/models.ts';

vi.setConfig({ testTimeout: 120_000 });

test('the process starts on its environment, works on tickets, and ends with 0 at SIGTERM, leaving nothing', async () => {
  await using database = await testDatabase();
  await using results = await fakeResults();
  const scratch = await mkdtemp(join(tmpdir(), 'octet-worker-server-test-'));
  const server = spawn(process.execPath, [join(import.meta.dirname, 'server.ts')], {
    env: { OCTET_RESULTS_URL: results.url, OCTET_WORKER_TOKEN: workerToken, OCTET_DATABASE_URL: database.url, OCTET_SCRATCH: scratch },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(server, 'exit');
  await using queue = await openQueue(database.url);
  const id = results.add({ model: Buffer.from('no model at all'), calibration: images(8) });
  await queue.add({ jobId: id, attempt: 0, jobClass: 'any', rank: 1 });
  await vi.waitFor(() => expect(results.outcomeOf(id)).toMatchObject({ status: 'failed', problem: { code: 'model/malformed' } }), {
    timeout: 60_000,
    interval: 50,
  });
  server.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(await readdir(scratch)).toEqual([]);
  await rm(scratch, { recursive: true });
});

test.each([
  ['waits for a queue that starts later', '60', true],
  ['gives up when its time to wait is over', '0.5', false],
])('the process %s', async (_what, seconds, opens) => {
  await using database = await testDatabase();
  await using gate = await gateBefore(database.url);
  await using results = await fakeResults();
  const scratch = await mkdtemp(join(tmpdir(), 'octet-worker-server-test-'));
  const server = spawn(process.execPath, [join(import.meta.dirname, 'server.ts')], {
    env: {
      OCTET_RESULTS_URL: results.url,
      OCTET_WORKER_TOKEN: workerToken,
      OCTET_DATABASE_URL: gate.url,
      OCTET_SCRATCH: scratch,
      OCTET_START_SECONDS: seconds,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(server, 'exit');
  let said = '';
  server.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await vi.waitFor(() => expect(said).toContain('waits for the queue'), { timeout: 60_000 });
  if (opens) {
    gate.open();
    await vi.waitFor(() => expect(said).toContain('worker takes jobs'), { timeout: 60_000, interval: 50 });
    server.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  } else {
    expect(await ended).toEqual([1, null]);
    expect(said).toMatch(/the queue did not answer within 0\.5 s/);
  }
  await rm(scratch, { recursive: true });
});

test('without what it needs the process says which variables and ends with 1', async () => {
  const server = spawn(process.execPath, [join(import.meta.dirname, 'server.ts')], { env: {}, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  server.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  const [exitCode] = await once(server, 'close');
  expect(exitCode).toBe(1);
  expect(said).toMatch(/OCTET_RESULTS_URL[\s\S]*OCTET_WORKER_TOKEN/);
});

async function openQueue(databaseUrl: string) {
  const queue = await createQueue({ databaseUrl });
  return { ...queue, [Symbol.asyncDispose]: () => queue.close() };
}
