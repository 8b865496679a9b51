import { encodeToBuffer, parseModel } from '@octet/onnx';
import { startBurners } from '@octet/testing';
import { expect, test } from 'vitest';
import { race } from './race.ts';

const product = (size: number) =>
  encodeToBuffer(
    parseModel(`m (float[N,32] x) => (float[N,32] y) <float[32,${size}] a = random(seed=1), float[${size},32] b = random(seed=2)> {
      t = MatMul(x, a)
      y = MatMul(t, b)
    }`),
  );
const feeds = [{ x: { dtype: 'float32' as const, dims: [8, 32], data: new Float32Array(256).fill(0.5) } }];
const [small, large] = [product(512), product(8192)];

test('what is clearly slower loses, and what is clearly faster does not, beside processes that keep every CPU busy too', async () => {
  const seen: number[] = [];
  const options = { feeds, onProgress: (done: number, total: number) => seen.push(done / total) };
  await using _ = await startBurners();
  expect(await race({ fp32: small, int8: large }, options)).toMatchObject({ verdict: 'slower', isBusy: true });
  expect(await race({ fp32: large, int8: small }, options)).toMatchObject({ verdict: 'not-slower', isBusy: true });
  expect(seen.at(-1)).toBe(1);
});

test('two that are alike: neither loses, and on a busy machine it is not asked again and again', async () => {
  await using _ = await startBurners();
  const { verdict, isBusy } = await race({ fp32: large, int8: large }, { feeds, onProgress: () => {} });
  expect(isBusy).toBe(true);
  expect(verdict).not.toBe('slower');
});
