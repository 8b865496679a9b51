import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Tensor } from '@octet/onnx';
import { encodeToBuffer, parseModel } from '@octet/onnx';
import type { Feeds, Tensors } from '@octet/quantizer';
import { describe, expect, test } from 'vitest';
import { createRunner } from './ort-runner.ts';

const model = (text: string): Uint8Array => encodeToBuffer(parseModel(text));
const float = (...values: number[]): Tensor => ({ dtype: 'float32', dims: [values.length], data: Float32Array.from(values) });

const floatsOf = (tensor: Tensor | undefined): number[] => [...((tensor?.data ?? []) as Float32Array)];

const doubled = model('double (float[2] x) => (float[2] y) { y = Add(x, x) }');
const pair = model('pair (float[2] x) => (float[2] sum, float[2] product) { sum = Add(x, x)  product = Mul(x, x) }');
const reshaped = model('reshape (float[N] x, int64[K] shape) => (float y) { [head] y = Reshape(x, shape) }');

function* numbers(count: number): Generator<Feeds> {
  for (let i = 0; i < count; i++) yield { x: float(i, -i) };
}

describe('runAll', () => {
  test('visits every sample once, in order, with its own outputs, whatever the number of workers', async () => {
    for (const workers of [1, 2, 3]) {
      await using runner = await createRunner({ workers });
      const seen: [number, number[]][] = [];
      await runner.runAll(doubled, numbers(500), (outputs, i) => seen.push([i, floatsOf(outputs['y'])]));
      expect(seen).toEqual(Array.from({ length: 500 }, (_, i) => [i, [2 * i, -2 * i]]));
    }
  });

  test('leaves the tensors of the caller as they were, also views into a larger buffer', async () => {
    await using runner = await createRunner({ workers: 1 });
    const batch = Float32Array.of(1, 2, 3, 4, 5, 6);
    const samples = [0, 2, 4].map((at) => ({ x: { dtype: 'float32' as const, dims: [2], data: batch.subarray(at, at + 2) } }));
    const sums: number[] = [];
    await runner.runAll(doubled, samples, (outputs) => sums.push(...floatsOf(outputs['y'])));
    await runner.runAll(doubled, samples, () => {});
    expect(sums).toEqual([2, 4, 6, 8, 10, 12]);
    expect([...batch]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('computes the outputs asked for only, and refuses a name that is none', async () => {
    await using runner = await createRunner({ workers: 1 });
    const seen: string[][] = [];
    await runner.runAll(pair, numbers(1), (outputs) => seen.push(Object.keys(outputs)), { outputs: ['product'] });
    await runner.runAll(pair, numbers(1), (outputs) => seen.push(Object.keys(outputs)));
    expect(seen).toEqual([['product'], ['sum', 'product']]);
    await expect(runner.runAll(pair, numbers(1), () => {}, { outputs: ['quotient'] })).rejects.toThrow(
      '"quotient" is no output of the model, which has "sum", "product"',
    );
  });

  test('rejects with canceled when its signal aborts, visits nothing after, and stays usable', async () => {
    await using runner = await createRunner({ workers: 2 });
    const abort = new AbortController();
    let visits = 0;
    const run = runner.runAll(
      doubled,
      numbers(1_000_000),
      () => {
        if (++visits === 100) abort.abort();
      },
      { signal: abort.signal },
    );
    await expect(run).rejects.toMatchObject({ code: 'canceled' });
    expect(visits).toBe(100);
    await runner.runAll(doubled, numbers(3), () => visits++);
    expect(visits).toBe(103);
  });

  test('runs nothing for a signal that aborted before', async () => {
    await using runner = await createRunner({ workers: 1 });
    const visit = () => expect.unreachable();
    await expect(runner.runAll(doubled, numbers(1), visit, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'canceled' });
  });

  test('names the sample and the node that cannot run, after visiting the samples before it', async () => {
    await using runner = await createRunner({ workers: 2 });
    const shape = (k: number): Tensor => ({ dtype: 'int64', dims: [1], data: BigInt64Array.of(BigInt(k)) });
    const samples = Array.from({ length: 60 }, (_, i) => ({ x: float(1, 2, 3), shape: shape(i === 37 ? 2 : 3) }));
    const visited: number[] = [];
    const run = runner.runAll(reshaped, samples, (_, i) => visited.push(i));
    await expect(run).rejects.toMatchObject({
      code: 'runtime/run-failed',
      where: 'head',
      message: expect.stringMatching(/^sample 37: .*Reshape "head": .*cannot be reshaped/),
    });
    expect(visited).toEqual(Array.from({ length: 37 }, (_, i) => i));
  });

  test('an error of the visitor ends the run and comes through as it is', async () => {
    await using runner = await createRunner({ workers: 2 });
    const boom = new Error('disk full');
    const run = runner.runAll(doubled, numbers(1000), (_, i) => {
      if (i === 5) throw boom;
    });
    await expect(run).rejects.toBe(boom);
  });

  test('two runs at the same time do not mix', async () => {
    await using runner = await createRunner({ workers: 2 });
    const [a, b]: [number[], number[]] = [[], []];
    await Promise.all([
      runner.runAll(doubled, numbers(50), (outputs) => a.push(floatsOf(outputs['y'])[0] ?? Number.NaN)),
      runner.runAll(pair, numbers(50), (outputs) => b.push(floatsOf(outputs['product'])[0] ?? Number.NaN)),
    ]);
    expect(a).toEqual(Array.from({ length: 50 }, (_, i) => 2 * i));
    expect(b).toEqual(Array.from({ length: 50 }, (_, i) => i * i));
  });

  test('sessions of many models come and go without running out', async () => {
    await using runner = await createRunner({ workers: 1 });
    let visits = 0;
    for (let k = 0; k < 6; k++) await runner.runAll(new Uint8Array(doubled), numbers(2), () => visits++);
    expect(visits).toBe(12);
  });
});

describe('feeds that do not fit', () => {
  const fault = async (feeds: Feeds): Promise<unknown> => {
    await using runner = await createRunner({ workers: 1 });
    return await runner.runAll(doubled, [{ x: float(1, 2) }, feeds], () => {}).catch((error: unknown) => error);
  };

  test.each([
    ['a missing input', {}, 'sample 1: input "x" is missing; the feeds have none'],
    ['an unknown one', { x: float(1, 2), z: float(1) }, 'sample 1: "z" is no input of the model, which has "x".'],
    ['another shape', { x: float(1, 2, 3) }, 'sample 1: input "x" is [3]; the model wants [2]'],
    [
      'another type',
      { x: { dtype: 'float64', dims: [2], data: Float64Array.of(1, 2) } },
      'sample 1: input "x" is float64; the model wants float32',
    ],
    [
      'fewer elements than dimensions say',
      { x: { dtype: 'float32', dims: [2], data: Float32Array.of(1) } },
      'sample 1: input "x": Tensor\'s size(2)',
    ],
  ] satisfies [string, Feeds, string][])('%s is named with its sample', async (_, feeds, text) => {
    expect(await fault(feeds)).toMatchObject({ code: 'runtime/run-failed', message: expect.stringContaining(text) });
  });

  test('an input with a default value need not be fed, and an attempt to is refused by name', async () => {
    await using runner = await createRunner({ workers: 1 });
    const withDefault = model('d (float[2] x, float[2] w = {10, 20}) => (float[2] y) { y = Mul(x, w) }');
    await using session = await runner.open(withDefault);
    expect(session.inputs.map((i) => i.name)).toEqual(['x']);
    expect((await session.run({ x: float(1, 2) }))['y']).toEqual(float(10, 40));
    await expect(session.run({ x: float(1, 2), w: float(1, 1) })).rejects.toThrow(/"w" is no input .* default value/);
  });
});

describe('open', () => {
  test('tells inputs and outputs with type and shape, symbols and unknown dimensions included', async () => {
    await using runner = await createRunner({ workers: 1 });
    await using session = await runner.open(model('p (float[N,3,?] x) => (int64 y) { y = ArgMax<axis = 1>(x) }'));
    expect(session.inputs).toEqual([{ name: 'x', dtype: 'float32', shape: ['N', 3, null] }]);
    expect(session.outputs).toMatchObject([{ name: 'y', dtype: 'int64' }]);
  });

  test('bytes that are no model and an unknown op are refused with runtime/load-failed, onnxruntime’s reason and the node', async () => {
    await using runner = await createRunner({ workers: 1 });
    await expect(runner.open(new TextEncoder().encode('hello world'))).rejects.toMatchObject({
      code: 'runtime/load-failed',
      message: expect.stringContaining('protobuf parsing failed'),
    });
    const unknown = model('u (float[2] x) => (float[2] y) { [odd] y = Frobnicate(x) }');
    await expect(runner.open(unknown)).rejects.toMatchObject({
      code: 'runtime/load-failed',
      message: expect.stringContaining('Frobnicate'),
    });
  });

  const float16Bits = Uint16Array.of(0x3c00, 0xc000, 0x7c00);
  const tensors: readonly Tensor[] = [
    { dtype: 'float32', dims: [3], data: Float32Array.of(1.5, -0, Number.POSITIVE_INFINITY) },
    { dtype: 'float64', dims: [1, 3], data: Float64Array.of(1e300, 2, 3) },
    { dtype: 'float16', dims: [3], data: float16Bits },
    { dtype: 'int8', dims: [3], data: Int8Array.of(-128, 0, 127) },
    { dtype: 'uint8', dims: [3], data: Uint8Array.of(0, 128, 255) },
    { dtype: 'int16', dims: [2], data: Int16Array.of(-32768, 32767) },
    { dtype: 'uint16', dims: [2], data: Uint16Array.of(0, 65535) },
    { dtype: 'int32', dims: [2], data: Int32Array.of(-(2 ** 31), 2 ** 31 - 1) },
    { dtype: 'uint32', dims: [2], data: Uint32Array.of(0, 2 ** 32 - 1) },
    { dtype: 'int64', dims: [2], data: BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n) },
    { dtype: 'uint64', dims: [2], data: BigUint64Array.of(0n, 2n ** 64n - 1n) },
    { dtype: 'bool', dims: [3], data: Uint8Array.of(1, 0, 1) },
    { dtype: 'string', dims: [2], data: ['a', 'ünïcode'] },
    { dtype: 'float32', dims: [], data: Float32Array.of(4) },
    { dtype: 'float32', dims: [0, 3], data: new Float32Array(0) },
  ];

  test.each(tensors.map((t) => [`${t.dtype}[${t.dims}]`, t] as const))('%s passes through unchanged', async (_, tensor) => {
    await using runner = await createRunner({ workers: 1 });
    const type = { float32: 'float', float64: 'double' }[tensor.dtype as string] ?? tensor.dtype;
    const dims = tensor.dims.length === 0 ? '' : `[${tensor.dims.join(',')}]`;
    await using session = await runner.open(model(`i (${type}${dims} x) => (${type}${dims} y) { y = Identity(x) }`));
    const outputs: Tensors = await session.run({ x: tensor });
    expect(outputs['y']).toEqual(tensor);
  });
});

/** Two weights of 127 that meet in one sum of two products; 255 · 127 · 2 is 216 in steps of 300, and what int16 holds of it 109. */
describe('int8 sums beyond int16', () => {
  const meeting = model(`<ir_version: 8, opset_import: ["" : 17]> g (uint8[1,2,1,1] x) => (uint8[1,1,1,1] y)
    <float sx = {1}, uint8 zx = {0}, int8[1,2,1,1] w = {127, 127}, float sw = {1}, int8 zw = {0}, float sy = {300}, uint8 zy = {0}>
    { y = QLinearConv(x, sx, zx, w, sw, zw, sy, zy) }`);
  const rails: Feeds = { x: { dtype: 'uint8', dims: [1, 2, 1, 1], data: Uint8Array.of(255, 255) } };
  const summed = async (exactIntegers: boolean): Promise<number[]> => {
    await using runner = await createRunner({ workers: 1, exactIntegers });
    const seen: number[] = [];
    await runner.runAll(meeting, [rails], (outputs) => seen.push(Number(outputs['y']?.data[0])));
    return seen;
  };

  test('are exact on every CPU where that is asked for', async () => {
    expect(await summed(true)).toEqual([216]);
  });

  test('are otherwise this CPU’s: exact, or without VNNI clipped', async () => {
    expect([[216], [109]]).toContainEqual(await summed(false));
  });
});

test('a program that disposes of its runner ends by itself', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'octet-test-'));
  try {
    const path = join(directory, 'double.onnx');
    writeFileSync(path, doubled);
    const program = join(import.meta.dirname, 'fixtures/run-and-return.ts');
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, path], { timeout: 20_000 });
    expect({ stdout, stderr }).toEqual({ stdout: 'visited 8\n', stderr: '' });
  } finally {
    rmSync(directory, { recursive: true });
  }
}, 25_000);

test('disposal in the middle of a run ends the run with canceled', async () => {
  const runner = await createRunner({ workers: 2 });
  const started = Promise.withResolvers<void>();
  const run = runner.runAll(doubled, numbers(1_000_000), () => started.resolve());
  const outcome = run.catch((error: unknown) => error);
  await started.promise;
  await runner[Symbol.asyncDispose]();
  expect(await outcome).toMatchObject({ code: 'canceled' });
});
