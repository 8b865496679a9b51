import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
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
  const summary = JSON.parse(stdout) as { verdict: string };
  expect(code, stderr).toBe(summary.verdict === 'fail' ? 2 : 0);
  expect(summary).toMatchObject({
    headline: expect.any(String),
    outcome: expect.any(String),
    model: 'small.onnx',
    size_ratio: expect.any(Number),
    samples: expect.any(Number),
    metric: null,
    drop_points: null,
    sqnr_db: expect.any(Number),
    speedup: expect.any(Number),
    integer_kernels: { integer: expect.any(Number), float: expect.any(Number) },
    report: join(out, 'report.html'),
    files: { 'model.int8.onnx': join(out, 'model.int8.onnx') },
  });
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

test('a failed gate is an exit code of its own, with artifact and report written; --quiet says nothing', { timeout: 60_000 }, async () => {
  const out = bench.path('gate');
  const recipe = await bench.file('gate.json', '{"gates":{"min_sqnr_db":200}}');
  const { code, stdout, stderr } = await octet(['quantize', model, '--calibration', data, '--recipe', recipe, '--out', out, '--quiet']);
  expect(code, stderr).toBe(2);
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^FAIL/);
  expect(stdout).toContain('neither passed nor failed');
  expect(stdout).toContain(join(out, 'report.html'));
  expect(existsSync(join(out, 'model.int8.onnx'))).toBe(true);
});

test('a model whose weights are computed at run time stays as it is, and the reason is given', { timeout: 60_000 }, async () => {
  const dynamic = await bench.model(
    'dynamic.onnx',
    `<ir_version: 8, opset_import: ["" : 17]> g (float[N,4,8,8] image, float[8,4,3,3] weight) => (float[N,8,6,6] y) { [conv] y = Conv(image, weight) }`,
  );
  const inputs = await bench.npz('dynamic.npz', { image: images(24, [4, 8, 8]), weight: images(24, [8, 4, 3, 3]) });
  const out = bench.path('dynamic');
  const { stdout, stderr } = await octet(['quantize', dynamic, '--calibration', inputs, '--out', out, '--json']);
  expect(JSON.parse(stdout), stderr).toMatchObject({ outcome: 'untouched', outcome_reason: expect.stringMatching(/Conv "conv".*weight/) });
  expect(await readFile(join(out, 'model.int8.onnx'))).toEqual(await readFile(dynamic));
});

test.each([
  ['SIGINT', 'calibrate', 130],
  ['SIGTERM', 'benchmark', 143],
] as const)(
  '%s while it should %s stops the job with its own exit code, and nothing is written',
  { timeout: 60_000 },
  async (signal, stage, expected) => {
    const out = bench.path(`stopped-${signal}`);
    let interrupted = false;
    const { code, stderr } = await octet(['quantize', model, '--calibration', data, '--out', out], {
      onStderr(text, pid) {
        if (interrupted || !text.includes(`${stage}\n`)) return;
        interrupted = true;
        process.kill(pid, signal);
      },
    });
    expect(code, stderr).toBe(expected);
    expect(stderr).toContain('no partial files remain');
    expect(existsSync(out)).toBe(false);
  },
);

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
