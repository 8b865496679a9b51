import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { servedClasses } from '@octet/contracts';
import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { endlessModel, images, smallModel } from './testing/models.ts';
import { workbench } from './testing/workbench.ts';

// Each starts engine processes, on machines that do much else.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const calibration = images(40);
const quick = { model: Buffer.from('no model at all'), calibration };

test('a worker says who it is, and takes only tickets of the classes that its CPU serves', async () => {
  await using bench = await workbench({ cpuClass: 'ort-cpu-avx2', name: 'old one' });
  expect(bench.results.hellos[0]).toMatchObject({
    name: 'old one',
    cpu: { cpu_class: 'ort-cpu-avx2', cores: expect.any(Number) },
    classes: servedClasses['ort-cpu-avx2'],
    sandbox: expect.arrayContaining(['environment', 'scratch', 'wall-time']),
  });
  await bench.submit(quick, 'ort-cpu-vnni');
  expect(await bench.outcome(await bench.submit(quick, 'ort-cpu-avx2'))).toMatchObject({ status: 'failed' });
  expect(await bench.outcome(await bench.submit(quick, 'any'))).toMatchObject({ status: 'failed' });
  expect((await bench.queue.counts())['ort-cpu-vnni']).toEqual({ waiting: 1, active: 0 });
});

test('where a container refuses network namespaces, jobs run without; the worker says so in its log and to results', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'octet-refusing-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  // As unshare(1) does where seccomp refuses the system call.
  const refusing = '#!/bin/sh\necho "unshare: unshare failed: Operation not permitted" >&2\nexit 1\n';
  await writeFile(join(folder, 'unshare'), refusing, { mode: 0o755 });
  vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  const lines: { readonly msg: string; readonly missing?: readonly string[] }[] = [];
  const log = pino({}, { write: (line) => lines.push(JSON.parse(line)) });

  await using bench = await workbench({}, log);
  expect(bench.results.hellos[0]?.sandbox).not.toContain('network');
  expect(bench.results.hellos[0]?.sandbox).toContain('wall-time');
  expect(lines.find(({ missing }) => missing?.includes('network'))).toMatchObject({
    level: 40,
    msg: expect.stringContaining('docs/deployment.md'),
  });
  expect(await bench.outcome(await bench.submit({ model: smallModel, calibration }))).toMatchObject({ status: 'succeeded' });
});

test('a worker that is asked to stop finishes its job if there is time', async () => {
  await using bench = await workbench();
  const id = await bench.submit({ model: endlessModel, calibration, maxRunSeconds: 2 });
  await bench.claimed(id);
  await bench.worker.close();
  expect(bench.results.outcomeOf(id)).toMatchObject({ status: 'failed', problem: { code: 'job/time-limit' } });
});

test('a worker that is asked to stop releases what would take longer, and takes nothing more', async () => {
  await using bench = await workbench({ drainSeconds: 0.1 });
  const id = await bench.submit({ model: endlessModel, calibration });
  const waiting = await bench.submit(quick);
  await bench.enginePid(id);
  await bench.worker.close();
  expect(bench.results.outcomeOf(id)).toMatchObject({ status: 'released', problem: { code: 'service/unavailable', retryable: true } });
  expect(bench.results.outcomeOf(waiting)).toBeUndefined();
});

test('a worker with too little memory for any engine says so at its start', async () => {
  await expect(workbench({ memoryBytes: 64 * 1024 ** 2 })).rejects.toThrow(/OCTET_WORKER_MEMORY_BYTES/);
});
