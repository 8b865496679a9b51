import { parseModel } from '@octet/onnx';
import { expect, test } from 'vitest';
import { isThin, worthThinning } from './thin-samples.ts';

test('the first 64 samples are never thin, half of those up to 256 are, and three of four after them', () => {
  const thin = Array.from({ length: 256 + 1024 }, (_, index) => isThin(index));
  const count = (from: number, to: number) => thin.slice(from, to).filter((t) => t).length;
  expect(count(0, 64)).toBe(0);
  expect(count(64, 256)).toBe(96);
  expect(count(256, 256 + 1024)).toBe(768);
});

test('for any number of samples, those measured tell no less of all of them than 128 of 200 would', () => {
  let measured = 0;
  for (let all = 1; all <= 20_000; all++) {
    if (!isThin(all - 1)) measured++;
    expect(1 / measured - 1 / all).toBeLessThan(1 / 128 - 1 / 200);
  }
});

test('a stack of samples is thin or not as a whole', () => {
  for (let index = 0; index < 256; index++) expect(isThin(index)).toBe(isThin(index - (index % 4)));
});

const model = parseModel(`m (float[N,4] x) => (float[N,4] logits) <float zero = {0}, float six = {6}> {
  c = Clip(x, zero, six)
  logits = Neg(c)
}`);
const observations = [
  { value: 'x', minimum: 'exact' as const },
  { value: 'c', minimum: 'zero' as const, bound: 6 },
  { value: 'logits', minimum: 'exact' as const },
];

test('thinning is worth it where most of what nodes compute has a bound, whatever is fed', () => {
  expect(worthThinning(model, observations, [[1e9], [100], [10]])).toBe(true);
  expect(worthThinning(model, observations, [[1], [10], [10]])).toBe(false);
});

test('thinning is not worth it where nothing would be left to measure', () => {
  expect(worthThinning(model, observations.slice(0, 2), [[10], [100]])).toBe(false);
});
