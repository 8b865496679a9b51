import { encodeToBuffer, parseModel } from '@octet/onnx';
import { expect, test } from 'vitest';
import { benchmark } from './benchmark.ts';

const product = (size: number) =>
  encodeToBuffer(
    parseModel(`m (float[N,32] x) => (float[N,32] y) <float[32,${size}] a = random(seed=1), float[${size},32] b = random(seed=2)> {
      t = MatMul(x, a)
      y = MatMul(t, b)
    }`),
  );
const feeds = [{ x: { dtype: 'float32' as const, dims: [4, 32], data: new Float32Array(128).fill(0.5) } }];

test('the model that does more work is measured slower, with the baseline first and every run kept', async () => {
  const progress: number[] = [];
  const result = await benchmark({ large: product(4096), small: product(8) }, feeds, {
    rounds: 6,
    minSeconds: 0,
    onProgress: (done) => progress.push(done),
  });
  const { large, small } = result.models;
  expect(Object.keys(result.models)).toEqual(['large', 'small']);
  expect(small?.p50Us).toBeLessThan(large?.p50Us ?? 0);
  expect(result.speedups['small']?.low).toBeGreaterThan(1);
  expect(result.speedups['large']).toBeUndefined();
  expect(result).toMatchObject({ threads: 1, batch: 4, roundCount: 6, warmUpRuns: 4 });
  expect(large?.roundsUs.length).toBe(6);
  expect(large?.runsUs.length).toBeGreaterThanOrEqual(6);
  expect(result.otherLoad >= 0 && result.otherLoad <= 1).toBe(true);
  expect((large?.p50Us ?? 0) <= (large?.p90Us ?? 0) && (large?.p90Us ?? 0) <= (large?.p99Us ?? 0)).toBe(true);
  expect(progress.at(-1)).toBe(1);
});

test('the rounds are spread over the openings, and there are no fewer of them than asked for', async () => {
  const progress: number[] = [];
  const options = { rounds: 7, minSeconds: 0, openings: 3, onProgress: (done: number) => progress.push(done) };
  expect((await benchmark({ a: product(8) }, feeds, options)).roundCount).toBe(9);
  expect(progress.map((done) => Math.round(9 * done))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('an abort ends the benchmark with canceled', async () => {
  const abort = new AbortController();
  const run = benchmark({ a: product(8) }, feeds, { minSeconds: 600, signal: abort.signal, onProgress: () => abort.abort() });
  await expect(run).rejects.toMatchObject({ code: 'canceled' });
});

test('a benchmark without inputs, or with inputs that do not fit, is refused', async () => {
  await expect(benchmark({ a: product(8) }, [])).rejects.toMatchObject({ code: 'calibration/no-samples' });
  const wrong = [{ z: feeds[0]?.x ?? { dtype: 'float32' as const, dims: [0], data: new Float32Array(0) } }];
  await expect(benchmark({ a: product(8) }, wrong)).rejects.toMatchObject({ code: 'runtime/run-failed', where: 'x' });
});
