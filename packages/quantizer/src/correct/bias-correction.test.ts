import { parseModel } from '@octet/onnx';
import { randomTensor, rng, directRunner as runner } from '@octet/testing';
import { expect, test } from 'vitest';
import { backends } from '../backends/index.ts';
import { plainChoice } from '../convert/choice.ts';
import { convert } from '../convert/convert.ts';
import { nameNodes } from '../prepare/name-nodes.ts';
import { prepare } from '../prepare/prepare.ts';
import { probeShapes } from '../probe-shapes.ts';
import { correctBiases, shrunkenShift } from './bias-correction.ts';
import { channelMeans } from './channel-means.ts';

const f32 = (...x: number[]) => Float32Array.from(x);

test('a shift that all samples agree on is kept whole', () => {
  expect([...shrunkenShift([f32(1, 2), f32(3, 5)], [f32(0.5, 2), f32(2.5, 5)])]).toEqual([0.5, 0]);
});

test('a shift is shrunk by its standard error: factor 1 − se²/shift²', () => {
  // Differences 1 and 3: mean 2, variance of the mean (1 + 1) / 2 / 1 = 1.
  expect([...shrunkenShift([f32(1), f32(3)], [f32(0), f32(0)])]).toEqual([2 * (1 - 1 / 4)]);
});

test('a shift that the samples cannot tell from noise is none, nor is one of a single sample, nor one that is not a number', () => {
  expect([...shrunkenShift([f32(3), f32(-2.9)], [f32(0), f32(0)])]).toEqual([0]);
  expect([...shrunkenShift([f32(3)], [f32(0)])]).toEqual([0]);
  expect([...shrunkenShift([f32(Number.NaN), f32(1)], [f32(0), f32(0)])]).toEqual([0]);
});

const text = `g (float[1,4,6,6] x) => (float[1,3] y) <float[4,4,3,3] w = random(seed=1, std=0.2), float[4] b = random(seed=2),
  float[144,3] v = random(seed=3, std=0.1), int64[2] s = {1, 144}> {
  [a] c = Conv<pads=[1,1,1,1]>(x, w, b) [r] d = Relu(c) [p] e = Reshape(d, s) [z] y = Gemm(e, v) }`;
const random = rng(7);
const samples = Array.from({ length: 24 }, () => ({ x: randomTensor([1, 4, 6, 6], { seed: random }) }));

test('means are those of the float outputs before rectifiers, per channel and sample, in a model and in its artifact', async () => {
  const model = parseModel(text);
  const means = await channelMeans(model, ['a', 'z'], { runner, samples: samples.slice(0, 2) });
  expect([means.get('a')?.length, means.get('a')?.[0]?.length, means.get('z')?.[0]?.length]).toEqual([2, 4, 3]);
  await using session = await runner.open((await import('@octet/onnx')).encodeToBuffer(exposed(model, 'c')));
  const c = (await session.run(samples[0] as (typeof samples)[0]))['c']?.data as Float32Array;
  const expected = c.subarray(36, 72).reduce((a, x) => a + x, 0) / 36;
  expect(means.get('a')?.[0]?.[1]).toBeCloseTo(expected, 5);
});

function exposed(model: ReturnType<typeof parseModel>, name: string): ReturnType<typeof parseModel> {
  const clone = model.clone();
  const value = clone.graph.find(name);
  if (value !== undefined) clone.graph.addOutput(value);
  return clone;
}

/** A model, its artifact, and corrections of before: a shift of layer "a" that FP32 does not have. */
async function shifted() {
  const model = parseModel(text);
  nameNodes(model);
  await probeShapes(model, runner, samples[0] as (typeof samples)[0]);
  const backend = backends['ort-cpu-vnni'];
  const plan = prepare(model, backend);
  const ranges = new Map([
    ['x', { min: -4, max: 4 }],
    ['d', { min: 0, max: 8 }],
  ]);
  const choice = plainChoice(plan, ranges);
  const build = async (shifts: typeof choice.biasShifts) => (await convert(model, { ...choice, biasShifts: shifts }, backend)).model;
  const given = new Map([['a', f32(0.5, -0.5, 0, 0.25)]]);
  return { model, build, given };
}

test('where the budget is spent, the layers that follow keep their biases', async () => {
  const { model, build, given } = await shifted();
  let asked = 0;
  const budget = { opened: () => {}, ran: () => {}, isSpent: () => asked++ > 0 };
  const { biases, biasShifts } = await correctBiases(model, ['a', 'z'], { runner, samples, biasShifts: given, build, budget });
  expect(biases.map((c) => c.node)).toEqual(['a']);
  expect([...biasShifts.keys()]).toEqual(['a']);
});

test('a shift put into the weights on purpose is found and taken out again, layer by layer', async () => {
  const { model, build, given } = await shifted();
  const { biases, biasShifts } = await correctBiases(model, ['a', 'z'], { runner, samples, biasShifts: given, build });
  expect(given.get('a')).toEqual(f32(0.5, -0.5, 0, 0.25));
  expect(biases.map((c) => [c.node, c.channels])).toEqual([
    ['a', 4],
    ['z', 3],
  ]);
  expect(biases[0]?.largestShift).toBeCloseTo(0.5, 1);
  for (const s of biasShifts.get('a') ?? []) expect(Math.abs(s)).toBeLessThan(0.03);
  const [reference, measured] = [
    await channelMeans(model, ['z'], { runner, samples }),
    await channelMeans(await build(biasShifts), ['z'], { runner, samples }),
  ];
  const left = shrunkenShift(reference.get('z') ?? [], measured.get('z') ?? []);
  for (const s of left) expect(Math.abs(s)).toBeLessThan(0.02);
});
