import { readFile } from 'node:fs/promises';
import { costWithoutVnni } from '@octet/contracts';
import { Constant, parseModel, type Tensor, type Value } from '@octet/onnx';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { octet } from './run-octet.ts';
import { images, network, type Workshop, workshop } from './small-network.ts';

let bench: Workshop;
let model: string;
let data: string;

beforeAll(async () => {
  bench = await workshop();
  model = await bench.model('small.onnx');
  data = await bench.npz('data.npz', { image: images(20) });
});
afterAll(() => bench[Symbol.asyncDispose]());

const json = async (args: readonly string[]) => {
  const { code, stdout, stderr } = await octet([...args, '--json']);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as unknown;
};

test('inspect tells operators, what runs in integers, and why the rest does not', async () => {
  expect(await json(['inspect', model, '--target', 'ort-cpu-vnni'])).toMatchObject({
    model: 'small.onnx',
    opset: 17,
    nodes: 5,
    parameters: 16 * 4 * 9 + 16 + 16 * 5 + 5,
    assumed: 'free sizes taken as 1',
    macs: 16 * 4 * 9 * 144 + 16 * 5,
    inputs: [{ name: 'image', dtype: 'float32', shape: ['N', 4, 12, 12] }],
    outputs: [{ name: 'scores', dtype: 'float32', shape: ['N', 5] }],
    target: 'ort-cpu-vnni',
    ops: expect.arrayContaining([expect.objectContaining({ op: 'Conv', count: 1 })]),
  });
});

test('inspect finds sizes on which a model runs, and says which', async () => {
  const filter = await bench.model(
    'filter.onnx',
    `<ir_version: 8, opset_import: ["" : 17]> g (float[N,1,L] x) => (y) <float[4,1,9] w = random(seed=1, std=0.1)> { y = Conv(x, w) }`,
  );
  expect(await json(['inspect', filter])).toMatchObject({ assumed: 'free last axes taken as 32, other free sizes as 1' });
});

test('inspect asks for data where no noise runs, and takes the sizes of the first sample', async () => {
  const picky = await bench.model(
    'picky.onnx',
    `<ir_version: 8, opset_import: ["" : 17]> g (float[N,L] x) => (float[N,3] y) <float[7,3] w = random(seed=1, std=0.1)> { y = MatMul(x, w) }`,
  );
  const { code, stderr } = await octet(['inspect', picky]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/give real inputs with --data.*\[runtime\/run-failed\]/s);
  const samples = await bench.npz('picky.npz', { x: images(3, [7]) });
  expect(await json(['inspect', picky, '--data', samples])).toMatchObject({ assumed: expect.stringContaining('picky.npz'), macs: 21 });
});

test('inspect shows names that would steer a terminal as code points', async () => {
  const hostile = parseModel(network);
  hostile.graph.find('image')?.rename('\u001b[2Jimage');
  const { stdout } = await octet(['inspect', await bench.model('hostile.onnx', hostile)]);
  expect(stdout).toContain('\\u{1b}[2Jimage float32');
  expect(stdout).not.toContain('\u001b');
});

test('compare finds a model the same as itself', { timeout: 60_000 }, async () => {
  expect(await json(['compare', model, model, '--data', data, '--quiet'])).toMatchObject({
    samples: 20,
    agreement: 1,
    outputs: [{ name: 'scores', sqnr_db: 'exact', cosine: expect.closeTo(1, 6), max_abs_error: 0, agreement: 1 }],
    latency: { ratio: expect.any(Number) },
    kernels: { a: { integer: 0, float: 2 }, b: { integer: 0, float: 2 } },
  });
});

test('compare measures by how much another model differs', { timeout: 60_000 }, async () => {
  const other = parseModel(network);
  for (const name of ['w2', 'b2']) {
    const value = other.graph.find(name) as Value;
    const tensor = value.constant?.tensor as Tensor;
    value.constant = Constant.of({ ...tensor, data: Float32Array.from(tensor.data as Float32Array, (x) => 1.01 * x) });
  }
  const found = (await json(['compare', model, await bench.model('other.onnx', other), '--data', data])) as {
    outputs: { sqnr_db: number }[];
  };
  // All outputs 1 % larger: 20·log10(1 / 0.01) = 40 dB.
  expect(found.outputs[0]?.sqnr_db).toBeCloseTo(40, 2);
});

test('compare refuses models with other inputs, and data without samples', async () => {
  const other = await bench.model('renamed.onnx', network.replaceAll('image', 'picture'));
  const refused = await octet(['compare', model, other, '--data', data]);
  expect(refused.code).toBe(64);
  expect(refused.stderr).toContain('the inputs of small.onnx are float32 "image", those of renamed.onnx float32 "picture"');
  const empty = await octet(['compare', model, model, '--data', await bench.npz('none.npz', { image: images(0) })]);
  expect(empty.code).toBe(1);
  expect(empty.stderr).toContain('[dataset/empty]');
});

test('doctor tells what this machine is, and that a small network quantizes on it', { timeout: 60_000 }, async () => {
  const { version } = JSON.parse(await readFile(new URL('../../node_modules/onnxruntime-node/package.json', import.meta.url), 'utf8'));
  expect(await json(['doctor'])).toMatchObject({
    cpu: { cores: expect.any(Number) },
    versions: { node: process.versions.node, onnxruntime: version },
    selfTest: { ok: true, linear: 2 },
    confinement: { confines: expect.arrayContaining(['environment', 'wall-time']), missing: expect.any(Array) },
  });
});

test('doctor plans for the CPU that OCTET_CPU_FLAGS describes, and says so', { timeout: 60_000 }, async () => {
  const { code, stdout, stderr } = await octet(['doctor'], { env: { OCTET_CPU_FLAGS: 'avx2,avx512f,avx512bw' } });
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('flags         avx2 avx512f avx512bw (OCTET_CPU_FLAGS overrides CPU detection)\n');
  expect(stdout).toMatch(/^target {8}ort-cpu-/m);
});

test('doctor says what a CPU without VNNI costs, and nothing of one with it', { timeout: 60_000 }, async () => {
  const warnings = async (flags: string) => {
    const { stdout } = await octet(['doctor', '--json'], { env: { OCTET_CPU_FLAGS: flags } });
    return (JSON.parse(stdout) as { readonly warnings: readonly string[] }).warnings;
  };
  const onArm = process.arch === 'arm64';
  expect(await warnings('avx2')).toEqual(onArm ? [] : [costWithoutVnni]);
  expect(await warnings('avx2,avx_vnni')).toEqual([]);
});

test('doctor refuses a flag that is none, and lists those that are', async () => {
  const { code, stderr } = await octet(['doctor'], { env: { OCTET_CPU_FLAGS: 'vnni' } });
  expect(code).not.toBe(0);
  expect(stderr).toMatch(/no such flag as vnni\. Known flags: avx2, .*\[config\/invalid\]/s);
});

test('doctor --bench times kernels, float against integers, beside the cost table', { timeout: 180_000 }, async () => {
  const { code, stdout } = await octet(['doctor', '--bench']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Conv 3×3 +1×64×28×28 +\d+ +\d+ +\d+\.\d\d +\d+\.\d\d +QLinearConv/);
});
