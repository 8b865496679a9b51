import { encodeToBuffer, type Model, parseModel, type Tensor, tensorOf } from '@octet/onnx';
import type { Feeds, Statistics, ValueStatistics } from '@octet/quantizer';
import { directRunner, randomTensor } from '@octet/testing';
import { expect, test } from 'vitest';
import { createCalibrator } from './calibrator.ts';
import { Histogram } from './histogram.ts';
import { observedModel } from './observed-model.ts';

/** Convolutions, a residual Add, a depthwise layer, a head. */
const network = (opset = 17, batch: number | string = 1): Model =>
  parseModel(`
  <ir_version: 8, opset_import: ["" : ${opset}]>
  network (float[${batch},3,40,40] x) => (float[${batch},10] y)
  <float[24,3,3,3] w1 = random(seed=1, std=0.3), float[24] b1 = random(seed=2, std=0.2), float[32,24,3,3] w2 = random(seed=3, std=0.1),
   float[32,32,1,1] w3 = random(seed=4, std=0.2), float[32,1,3,3] w4 = random(seed=5, std=0.3), float[32,10] w5 = random(seed=6, std=0.2)> {
    c1 = Conv<pads=[1,1,1,1]>(x, w1, b1)
    c2 = Conv<pads=[1,1,1,1]>(c1, w2)
    r2 = Relu(c2)
    c3 = Conv(r2, w3)
    a3 = Add(c3, r2)
    c4 = Conv<pads=[1,1,1,1], group=32>(a3, w4)
    p = GlobalAveragePool(c4)
    f = Flatten(p)
    y = MatMul(f, w5)
  }`);

const values = ['x', 'c1', 'r2', 'a3', 'c4', 'p', 'y'];
const images = (count: number, dims: readonly number[] = [1, 3, 40, 40], seed = 100): Feeds[] =>
  Array.from({ length: count }, (_, i) => ({ x: randomTensor(dims, { seed: seed + i, std: 1 + (i % 3) }) }));

/** Everything that was observed of a sample, as onnxruntime returns it. */
async function wholeTensors(model: Model, observed: readonly string[], feeds: Feeds): Promise<Readonly<Record<string, Tensor>>> {
  const whole = observedModel(model, observed);
  if (whole.graph.outputs.length === 0) return feeds;
  await using session = await directRunner.open(encodeToBuffer(whole));
  return { ...feeds, ...(await session.run(feeds)) };
}

const floats = (tensor: Tensor | undefined): Float32Array => {
  if (!(tensor?.data instanceof Float32Array)) throw new Error('not float32');
  return tensor.data;
};
const measured = (statistics: Statistics, name: string): ValueStatistics => {
  const value = statistics.values.get(name);
  if (value === undefined) throw new Error(`nothing was measured of ${name}`);
  return value;
};
const total = (v: ValueStatistics) => v.histogram.counts.reduce((a, b) => a + b, 0);

async function expectExact(model: Model, observed: readonly string[], samples: readonly Feeds[], statistics: Statistics): Promise<void> {
  expect(statistics.sampleCount).toBe(samples.length);
  for (const [i, sample] of samples.entries()) {
    const whole = await wholeTensors(model, observed, sample);
    for (const name of observed) {
      const { sampleMins, sampleMaxs, min, max } = measured(statistics, name);
      const elements = floats(whole[name]);
      const lowest = elements.reduce((a, b) => Math.min(a, b));
      const highest = elements.reduce((a, b) => Math.max(a, b));
      expect([name, i, sampleMaxs[i]]).toEqual([name, i, highest]);
      expect([name, i, sampleMins[i]]).toEqual([name, i, lowest]);
      expect(min).toBe(Math.min(...sampleMins));
      expect(max).toBe(Math.max(...sampleMaxs));
    }
  }
}

test('extremes are exact in every sample', async () => {
  const model = network();
  const samples = images(5);
  const statistics = await createCalibrator({ workers: 1 }).collect(model, values, samples);
  await expectExact(model, values, samples, statistics);
});

test('a histogram is that of all elements of all samples', async () => {
  const model = network();
  const samples = images(3);
  const statistics = await createCalibrator({ workers: 1 }).collect(model, values, samples);
  const expected = new Map(values.map((value) => [value, new Histogram()]));
  for (const sample of samples) {
    const whole = await wholeTensors(model, values, sample);
    for (const [value, histogram] of expected) histogram.add(floats(whole[value]));
  }
  for (const [value, own] of expected) {
    const { histogram, elementCount, nonFiniteCount } = measured(statistics, value);
    expect(histogram).toEqual(own.read());
    expect(nonFiniteCount).toBe(0);
    expect(total(measured(statistics, value))).toBe(elementCount * samples.length);
  }
});

test('statistics are the same for one, two and three workers', async () => {
  const model = network();
  const [one, two, three] = await Promise.all([1, 2, 3].map((workers) => createCalibrator({ workers }).collect(model, values, images(17))));
  expect(two).toEqual(one);
  expect(three).toEqual(one);
});

test('batches of several images are measured, a last one that is smaller too', async () => {
  const model = network(17, 'N');
  const samples = [...images(2, [3, 3, 40, 40]), ...images(1, [1, 3, 40, 40], 7)];
  const statistics = await createCalibrator({ workers: 1 }).collect(model, values, samples);
  await expectExact(model, values, samples, statistics);
  expect(measured(statistics, 'c1').elementCount).toBe(3 * 24 * 1600);
});

test('images of another size than the first are measured as exactly', async () => {
  const model = parseModel(`
    <ir_version: 8, opset_import: ["" : 18]>
    sizes (float[1,3,H,W] x) => (float[1,16,H,W] y)
    <float[16,3,3,3] w = random(seed=1, std=0.3)> { y = Conv<pads=[1,1,1,1]>(x, w) }`);
  const samples = [...images(2, [1, 3, 40, 40]), ...images(2, [1, 3, 33, 50], 3), ...images(1, [1, 3, 40, 40], 9)];
  const statistics = await createCalibrator({ workers: 2 }).collect(model, ['x', 'y'], samples);
  await expectExact(model, ['x', 'y'], samples, statistics);
});

test('a value whose size hangs on what a sample holds is measured as exactly', async () => {
  const model = parseModel(`
    <ir_version: 8, opset_import: ["" : 18]>
    positive (float[1,3,40,40] x) => (float[P] y, float[1,16,40,40] z)
    <float[16,3,3,3] w = random(seed=1, std=0.3), float zero = {0}> {
      z = Conv<pads=[1,1,1,1]>(x, w)
      some = Greater(x, zero)
      y = Compress(x, some)
    }`);
  const samples = images(9);
  const sizes = await Promise.all(samples.map(async (s) => floats((await wholeTensors(model, ['y'], s))['y']).length));
  expect(new Set(sizes).size).toBeGreaterThan(1);
  const statistics = await createCalibrator({ workers: 2 }).collect(model, ['y', 'z'], samples);
  await expectExact(model, ['y', 'z'], samples, statistics);
  expect(total(measured(statistics, 'y'))).toBe(sizes.reduce((a, b) => a + b));
});

test('a graph of an old opset is measured as exactly', async () => {
  const model = network(12);
  const samples = images(2);
  const statistics = await createCalibrator({ workers: 1 }).collect(model, values, samples);
  await expectExact(model, values, samples, statistics);
});

test('values of other ranks and integer inputs are measured', async () => {
  const model = parseModel(`
    <ir_version: 9, opset_import: ["" : 18]>
    tokens (int64[1,50] ids) => (float[1,50,200] y)
    <float[30,96] table = random(seed=1), float[96,200] w = random(seed=2, std=0.1)> {
      e = Gather(table, ids)
      h = MatMul(e, w)
      y = Tanh(h)
    }`);
  const samples = [1, 2, 3].map((seed) => ({ ids: randomTensor([1, 50], { seed, dtype: 'int64', below: 30 }) }));
  const observed = ['e', 'h', 'y'];
  const statistics = await createCalibrator({ workers: 1 }).collect(model, observed, samples);
  await expectExact(model, observed, samples, statistics);
});

test('inputs alone can be observed', async () => {
  const samples = images(3);
  const statistics = await createCalibrator({ workers: 2 }).collect(network(), ['x'], samples);
  await expectExact(network(), ['x'], samples, statistics);
});

test('a NaN or an infinity is counted and leaves the extremes those of the finite elements', async () => {
  const model = parseModel(`
    <ir_version: 8, opset_import: ["" : 17]>
    roots (float[1,16,40,40] x) => (float[1,16,40,40] y)
    <float[16,16,1,1] w = random(seed=1, std=0.3), float one = {1}> {
      c = Conv(x, w)
      q = Div(one, x)
      y = Add(c, q)
    }`);
  const samples = [1, 2, 3].map((seed) => {
    const x = randomTensor([1, 16, 40, 40], { seed });
    if (seed === 2) floats(x).set([0, Number.NaN, -0, Number.POSITIVE_INFINITY], 5000);
    return { x };
  });
  const observed = ['x', 'c', 'q', 'y'];
  const statistics = await createCalibrator({ workers: 1 }).collect(model, observed, samples);
  const whole = await Promise.all(samples.map((s) => wholeTensors(model, observed, s)));
  for (const value of observed) {
    const { sampleMins, sampleMaxs, nonFiniteCount, min, max } = measured(statistics, value);
    whole.forEach((tensors, i) => {
      const finite = floats(tensors[value]).filter((x) => Number.isFinite(x));
      expect([value, sampleMins[i], sampleMaxs[i]]).toEqual([
        value,
        finite.reduce((a, b) => Math.min(a, b)),
        finite.reduce((a, b) => Math.max(a, b)),
      ]);
    });
    expect(nonFiniteCount).toBe(whole.reduce((sum, t) => sum + floats(t[value]).filter((x) => !Number.isFinite(x)).length, 0));
    expect(nonFiniteCount).toBeGreaterThan(0);
    expect(Number.isFinite(min) && Number.isFinite(max)).toBe(true);
  }
});

test('tells how many samples are done', async () => {
  const done: number[] = [];
  await createCalibrator({ workers: 2 }).collect(network(), values, images(9), { onProgress: (n) => done.push(n) });
  expect(done.at(-1)).toBe(9);
  expect(done).toEqual([...done].sort((a, b) => a - b));
});

test('stops between two samples when it is aborted, and closes the source', async () => {
  const abort = new AbortController();
  let closed = false;
  function* endless(): Generator<Feeds> {
    try {
      for (;;) yield* images(1);
    } finally {
      closed = true;
    }
  }
  const run = createCalibrator({ workers: 2 }).collect(network(), values, endless(), {
    signal: abort.signal,
    onProgress: () => abort.abort(),
  });
  await expect(run).rejects.toMatchObject({ code: 'canceled' });
  expect(closed).toBe(true);
});

test('no sample at all is refused', async () => {
  await expect(createCalibrator({ workers: 1 }).collect(network(), values, [])).rejects.toMatchObject({
    code: 'calibration/no-samples',
  });
});

test('a sample that does not fit is named', async () => {
  const samples = [...images(2), { x: tensorOf.float32([1, 2]) }];
  const run = createCalibrator({ workers: 1 }).collect(network(), values, samples);
  await expect(run).rejects.toMatchObject({
    code: 'runtime/run-failed',
    where: 'x',
    message: expect.stringContaining('sample 2: input "x" is [2]'),
  });
});

test('the first sample is named too', async () => {
  const run = createCalibrator({ workers: 1 }).collect(network(), values, [{ image: tensorOf.float32([1]) }]);
  await expect(run).rejects.toMatchObject({
    code: 'runtime/run-failed',
    message: expect.stringContaining('sample 0: input "x" is missing'),
  });
});

test('a value that is not float32 cannot be observed', async () => {
  const model = parseModel(`
    <ir_version: 8, opset_import: ["" : 17]>
    sizes (float[1,3,40,40] x) => (int64[4] y) { y = Shape(x) }`);
  const run = createCalibrator({ workers: 1 }).collect(model, ['y'], images(1));
  await expect(run).rejects.toMatchObject({ code: 'runtime/run-failed', where: 'y', message: expect.stringContaining('"y" is int64') });
});

test('a value inside a body cannot be observed', async () => {
  const model = parseModel(`
    <ir_version: 8, opset_import: ["" : 17]>
    branches (bool c, float[4] x) => (float[4] y) {
      y = If(c) <then_branch = yes () => (float[4] t) { t = Relu(x) }, else_branch = no () => (float[4] e) { e = Neg(x) }>
    }`);
  const feeds = { c: { dtype: 'bool', dims: [], data: Uint8Array.of(1) } as Tensor, x: tensorOf.float32([1, -2, 3, -4]) };
  const statistics = await createCalibrator({ workers: 1 }).collect(model, ['y'], [feeds]);
  expect(measured(statistics, 'y').max).toBe(3);
  await expect(createCalibrator({ workers: 1 }).collect(model, ['t'], [feeds])).rejects.toThrow('cannot observe "t"');
});
