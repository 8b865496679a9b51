import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { faultsOf, reportSchema } from '@octet/contracts';
import { decodeModel } from '@octet/onnx';
import { runModel } from '@octet/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { octet } from './run-octet.ts';
import { images, type Workshop, workshop } from './small-network.ts';

let bench: Workshop;
let model: string;
let data: string;

beforeAll(async () => {
  bench = await workshop();
  model = await bench.model('small.onnx');
  data = await bench.npz('data.npz', { image: images(60) });
});
afterAll(() => bench[Symbol.asyncDispose]());

test('writes an artifact that runs and a report that keeps its schema', { timeout: 60_000 }, async () => {
  const out = bench.path('out');
  const { code, stdout, stderr } = await octet(['quantize', model, '--calibration', data, '--out', out, '--json']);
  expect(stderr).toContain('calibrate');
  const summary = JSON.parse(stdout) as { verdict: string; files: Record<string, string>; artifact_sha256: string };
  expect(code, stderr).toBe(summary.verdict === 'fail' ? 2 : 0);
  expect(readdirSync(out).toSorted()).toEqual(['model.int8.onnx', 'report.html', 'report.json', 'report.md']);
  expect(faultsOf(reportSchema, JSON.parse(await readFile(`${out}/report.json`, 'utf8')))).toEqual([]);
  const artifact = decodeModel(await readFile(`${out}/model.int8.onnx`));
  const { scores } = await runModel(artifact, { image: images(2) }, { optimization: 'all' });
  expect(scores?.dims).toEqual([2, 5]);
});

test('the same input and recipe give the same bytes, whatever the number of workers', { timeout: 90_000 }, async () => {
  const digest = async (workers: number) => {
    const { stdout } = await octet([
      'quantize',
      model,
      '--calibration',
      data,
      '--out',
      bench.path(`w${workers}`),
      '--workers',
      `${workers}`,
      '--json',
      '--quiet',
    ]);
    return (JSON.parse(stdout) as { artifact_sha256: string }).artifact_sha256;
  };
  expect(await digest(2)).toBe(await digest(1));
});

test('a first interrupt stops the job, and nothing is written', { timeout: 60_000 }, async () => {
  const out = bench.path('interrupted');
  let interrupted = false;
  const { code, stderr } = await octet(['quantize', model, '--calibration', data, '--out', out], {
    onStderr(text, pid) {
      if (interrupted || !text.includes('calibrate')) return;
      interrupted = true;
      process.kill(pid, 'SIGINT');
    },
  });
  expect(code, stderr).toBe(130);
  expect(stderr).toContain('nothing was written');
  expect(existsSync(out)).toBe(false);
});

const tmpfs = (() => {
  const probe = '/dev/shm';
  return process.getuid?.() === 0 && existsSync(probe);
})();
if (!tmpfs) console.warn('skipped: a full disk is made by mounting a tiny tmpfs, which needs root');

test.skipIf(!tmpfs)('a full disk is named, and nothing is left on it', { timeout: 60_000 }, async () => {
  const mount = bench.path('tiny');
  mkdirSync(mount);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', mount], { stdio: 'ignore' });
  } catch {
    console.warn('skipped: this sandbox mounts nothing');
    expect(readdirSync(mount)).toEqual([]);
    return;
  }
  try {
    const { code, stderr } = await octet(['quantize', model, '--calibration', data, '--out', mount]);
    expect(code).toBe(1);
    expect(stderr).toContain('[output/no-space]');
    expect(readdirSync(mount)).toEqual([]);
  } finally {
    execFileSync('umount', [mount]);
  }
});
