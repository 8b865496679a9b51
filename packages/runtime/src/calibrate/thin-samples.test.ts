import { parseModel } from '@octet/onnx';
import { expect, test } from 'vitest';
import { isThin, worthThinning } from './thin-samples.ts';

test('the first 64 samples are never thin, half of those after them are', () => {
  const thin = Array.from({ length: 64 + 1024 }, (_, index) => isThin(index));
  expect(thin.indexOf(true)).toBeGreaterThanOrEqual(64);
  expect(thin.slice(64).filter((t) => t).length).toBe(512);
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
