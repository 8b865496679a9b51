import { expect, test } from 'vitest';
import { randomTensor } from './random-tensor.ts';
import { rng } from './rng.ts';

test('a seed gives the same numbers on every machine', () => {
  const random = rng(20250101);
  expect([random.next(), random.next(), random.below(100)]).toMatchInlineSnapshot(`
    [
      0.829803925473243,
      0.010385046247392893,
      32,
    ]
  `);
});

test('normal numbers have mean 0 and variance 1', () => {
  const random = rng(1);
  const drawn = Array.from({ length: 20_000 }, random.normal);
  const mean = drawn.reduce((a, b) => a + b) / drawn.length;
  const variance = drawn.reduce((a, b) => a + (b - mean) ** 2, 0) / drawn.length;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.03);
});

test('tensors of one running source differ, of one seed are equal', () => {
  const random = rng(2);
  expect(randomTensor([8], { seed: random })).not.toEqual(randomTensor([8], { seed: random }));
  expect(randomTensor([8], { seed: 2 })).toEqual(randomTensor([8], { seed: 2 }));
});
