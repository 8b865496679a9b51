import { parseModel } from '@octet/onnx';
import { randomTensor, rng, directRunner as runner } from '@octet/testing';
import { expect, test } from 'vitest';
import { Scorer } from './scoring.ts';

const random = rng(3);
const samples = Array.from({ length: 4 }, () => ({ x: randomTensor([8], { seed: random }) }));
const by = (factor: string, out = 'y = Mul(x, k)') => parseModel(`g (float[8] x) => (float[8] y) <float k = {${factor}}> { ${out} }`);

test('the loss is the share of the error in the energy, the SQNR its logarithm', async () => {
  const scorer = await Scorer.create(by('1'), samples, { runner });
  const { loss, sqnrDb } = await scorer.score(by('0.9'));
  expect(loss).toBeCloseTo(0.01, 5);
  expect(sqnrDb).toBeCloseTo(20, 3);
});

test('no error is no loss', async () => {
  const scorer = await Scorer.create(by('1'), samples, { runner });
  expect(await scorer.score(by('1'))).toMatchObject({ loss: 0, sqnrDb: Number.POSITIVE_INFINITY });
});

test('NaN in the output is the worst of all, so no candidate with NaN is ever taken', async () => {
  const scorer = await Scorer.create(by('1'), samples, { runner });
  const { loss, sqnrDb } = await scorer.score(by('1', 't = Sub(x, x) y = Div(t, t)'));
  expect([loss, sqnrDb]).toEqual([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
});

test('an infinite output is the worst too, one of another size is lost whole', async () => {
  const scorer = await Scorer.create(by('1'), samples, { runner });
  expect((await scorer.score(by('0', 'y = Div(x, k)'))).loss).toBe(Number.POSITIVE_INFINITY);
  const longer = parseModel('g (float[8] x) => (float[16] y) { y = Concat<axis=0>(x, x) }');
  expect((await scorer.score(longer)).loss).toBe(1);
});

test('outputs weigh the same whatever their size, and those that are not float32 do not count', async () => {
  const text = (k: number) =>
    parseModel(`g (float[8] x) => (float[8] y, float[8] z, int64[8] i) <float k = {${k}}, float big = {1000}> {
      y = Mul(x, k) z = Mul(x, big) i = Cast<to=7>(x) }`);
  const scorer = await Scorer.create(text(1), samples, { runner });
  expect((await scorer.score(text(0.9))).loss).toBeCloseTo(0.005, 5);
});

test('a model whose reference is NaN itself still ranks candidates by the outputs that are numbers', async () => {
  const text = (k: number) =>
    parseModel(`g (float[8] x) => (float[8] y, float[8] n) <float k = {${k}}> { y = Mul(x, k) t = Sub(x, x) n = Div(t, t) }`);
  const scorer = await Scorer.create(text(1), samples, { runner });
  const [near, far] = [await scorer.score(text(0.99)), await scorer.score(text(0.5))];
  expect(near.loss).toBeLessThan(far.loss);
});
