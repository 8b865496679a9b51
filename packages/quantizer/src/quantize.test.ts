import { encodeToBuffer, type Model, parseModel, tensorOf, verifyModel } from '@octet/onnx';
import { opTypes, randomFeeds, randomTensor, roundTripped, runModel, directRunner as runner } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { analyzeActivations } from './analyze/activations.ts';
import { analyzeLayers } from './analyze/layers.ts';
import { Sqnr } from './analyze/sqnr.ts';
import { analyzeWeights } from './analyze/weights.ts';
import type { Feeds } from './ports.ts';
import { integersWin, quantizeModel } from './testing/quantize-model.ts';
import { raceOf } from './testing/race-of.ts';

/** Conv, BatchNorm, Relu; a residual Add; SiLU; an enlarging ConvTranspose; a pool and a Gemm. */
const network = (opset = 17) =>
  parseModel(`<ir_version: 8, opset_import: ["" : ${opset}]> g (float[N,3,8,8] x) => (float[N,5] y) <
    float[16,3,3,3] w1 = random(seed=1, std=0.25), float[16] s = random(seed=2, min=0.5, max=1.5), float[16] b = random(seed=3, std=0.2),
    float[16] m = random(seed=4, std=0.2), float[16] v = random(seed=5, min=0.5, max=1.5), float[16,16,3,3] w2 = random(seed=6, std=0.1),
    float[16,16,2,2] w3 = random(seed=7, std=0.2), float[16,5] w4 = random(seed=8, std=0.3), float[5] b4 = random(seed=9)> {
    [stem] c = Conv<pads=[1,1,1,1]>(x, w1) [bn] d = BatchNormalization(c, s, b, m, v) [act] e = Relu(d)
    [body] f = Conv<pads=[1,1,1,1]>(e, w2) [sig] g1 = Sigmoid(f) [gate] h = Mul(f, g1) [skip] i = Add(h, e)
    [up] j = ConvTranspose<strides=[2,2]>(i, w3) [pool] k = GlobalAveragePool(j) [flat] l = Flatten(k) [head] y = Gemm(l, w4, b4) }`);

async function sqnrDb(before: Model, after: Model, feeds: Feeds): Promise<number> {
  const expected = await runModel(before, feeds, { optimization: 'disabled' });
  const actual = await runModel(after, feeds, { optimization: 'all' });
  const sqnr = new Sqnr();
  for (const [name, t] of Object.entries(expected)) sqnr.add(t.data as Float32Array, actual[name]?.data as Float32Array);
  return sqnr.db;
}

const unseen = { x: randomTensor([2, 3, 8, 8], { seed: 999 }) };

describe('a small network', () => {
  test('comes out near to FP32 on data it has not seen, in another batch, with its interface', async () => {
    const model = network();
    const { artifact, correction, plan } = await quantizeModel(model);
    verifyModel(artifact.model);
    expect([...plan.nodes.values()].filter((n) => n.op === 'Conv' || n.op === 'Gemm').map((n) => n.placement)).toEqual(
      Array(4).fill('integer'),
    );
    expect(await sqnrDb(model, artifact.model, unseen)).toBeGreaterThan(28);
    expect(artifact.model.graph.inputs.map((v) => v.shape)).toEqual([['N', 3, 8, 8]]);
    expect(artifact.model.graph.outputs.map((v) => [v.name, v.shape])).toEqual([['y', ['N', 5]]]);
    expect(correction.sqnrDb).toBeGreaterThan(28);
  });

  test('is equalized where that is asked for, but for what the recipe excludes, and nowhere else', async () => {
    const model =
      parseModel(`g (float[1,4,6,6] x) => (float[1,3,6,6] y) <float[16,4,3,3] w = random(seed=1), float[16,16,1,1] u = random(seed=2),
      float[3,16,1,1] v = random(seed=3)> { [a] b = Conv<pads=[1,1,1,1]>(x, w) c = Relu(b) [m] d = Conv(c, u) e = Relu(d) [z] y = Conv(e, v) }`);
    const chainsOf = async (options: Parameters<typeof quantizeModel>[1]) => {
      const { equalization, artifact } = await quantizeModel(model, options);
      expect(await sqnrDb(model, artifact.model, randomFeeds(model, 9))).toBeGreaterThan(25);
      return equalization.equalized.map((e) => e.nodes);
    };
    expect(await chainsOf({ equalize: true })).toEqual([
      ['a', 'm'],
      ['m', 'z'],
    ]);
    expect(await chainsOf({ equalize: true, exclude: [{ name: '^z$' }], overrides: new Map([['c', { min: 0, max: 24 }]]) })).toEqual([]);
    expect(await chainsOf({})).toEqual([]);
  });

  test('leaves the model that was given as it is', async () => {
    const model = network();
    const before = encodeToBuffer(model);
    await quantizeModel(model, { correctBias: false, observer: 'min-max' });
    expect(Buffer.compare(encodeToBuffer(model), before)).toBe(0);
  });

  test('gives the same bytes every time, and also when every model is encoded and decoded between the stages', async () => {
    const artifacts = [
      await quantizeModel(network(), { betweenStages: undefined }),
      await quantizeModel(network(), { betweenStages: undefined }),
      await quantizeModel(network(), { betweenStages: roundTripped }),
    ].map((q) => encodeToBuffer(q.artifact.model));
    expect(Buffer.compare(artifacts[1] as Uint8Array, artifacts[0] as Uint8Array)).toBe(0);
    expect(Buffer.compare(artifacts[2] as Uint8Array, artifacts[0] as Uint8Array)).toBe(0);
  });

  test('is never made worse by bias correction or by the search for ranges', async () => {
    const plain = await quantizeModel(network(), { observer: 'min-max', correctBias: false });
    const corrected = await quantizeModel(network(), { observer: 'min-max' });
    const searched = await quantizeModel(network(), { correctBias: false });
    expect(corrected.correction.sqnrDb).toBeGreaterThanOrEqual(plain.correction.sqnrDb);
    expect(searched.correction.sqnrDb).toBeGreaterThanOrEqual(plain.correction.sqnrDb);
    for (const { correction } of [plain, corrected, searched]) {
      const kept = correction.trials.filter((t) => t.kept).map((t) => t.sqnrDb);
      expect(kept).toEqual(kept.toSorted((a, b) => a - b));
    }
  });

  test('can be analysed: layers, weights and activations, each with finite numbers', async () => {
    const q = await quantizeModel(network(), { observer: 'min-max', correctBias: false });
    const layers = await analyzeLayers(q.prepared, q.artifact, q.plan, { runner, samples: [unseen], weights: q.weights });
    expect(layers.length).toBeGreaterThan(3);
    for (const layer of layers) if (layer.cumulativeDb !== undefined) expect(layer.cumulativeDb).toBeGreaterThan(20);
    for (const w of analyzeWeights(q.prepared, q.plan, q.weights)) {
      expect(w.sqnrDb).toBeGreaterThan(30);
      expect(w.integerCounts.reduce((a, b) => a + b)).toBe(w.dims.reduce((a, b) => a * b));
    }
    const activations = analyzeActivations(q.prepared, q.plan, q.statistics, { params: q.params, observers: q.correction.observers });
    expect(activations.length).toBeGreaterThan(3);
    for (const a of activations) expect(a.clippedShare).toBe(0);
  });
});

describe('exclusions', () => {
  test('an excluded ConvTranspose stays one; without the exclusion it becomes a convolution', async () => {
    const ops = async (exclude: { name: string }[]) =>
      opTypes((await quantizeModel(network(), { observer: 'min-max', correctBias: false, exclude })).artifact.model);
    expect(await ops([{ name: '^up$' }])).toContain('ConvTranspose');
    expect(await ops([])).not.toContain('ConvTranspose');
  });

  test('a value that is infinite is refused with its name, unless nobody quantizes it', async () => {
    const model = parseModel(`g (float[1,4,4,4] x) => (float[1,4,4,4] y) <float[4,4,1,1] w = random(seed=1), float zero = {0}> {
      [a] c = Conv(x, w) [p] d = Relu(c) [l] e = Log(d) [b] f = Conv(d, w) [z] y = Max(f, e) }`);
    await expect(quantizeModel(model, { correctBias: false, observer: 'min-max' })).resolves.toBeDefined();
    const read = parseModel(`g (float[1,4,4,4] x) => (float[1,4,4,4] y) <float[4,4,1,1] w = random(seed=1)> {
      [a] c = Conv(x, w) [p] d = Relu(c) [l] e = Log(d) [b] y = Conv(e, w) }`);
    await expect(quantizeModel(read)).rejects.toMatchObject({ code: 'calibration/non-finite', where: 'e' });
    await expect(quantizeModel(read, { exclude: [{ name: '^b$' }] })).resolves.toBeDefined();
  });
});

describe('unusual models', () => {
  test('without a linear operator: all float, the same function', async () => {
    const model = parseModel('g (float[1,4] x) => (float[1,4] y) { a = Relu(x) y = Sigmoid(a) }');
    const { artifact, plan } = await quantizeModel(model);
    expect(new Set([...plan.nodes.values()].map((n) => n.placement))).toEqual(new Set(['float']));
    expect(opTypes(artifact.model)).toEqual(['Relu', 'Sigmoid']);
    expect(await sqnrDb(model, artifact.model, randomFeeds(model, 1))).toBe(Number.POSITIVE_INFINITY);
  });

  test('whose input is an output, with an int64 input beside it', async () => {
    const model =
      parseModel(`g (float[1,4,4,4] x, int64[1] i) => (float[1,4,4,4] y, float[1,4,4,4] x, int64[1] j) <float[4,4,1,1] w = random(seed=1)> {
      y = Conv(x, w) j = Neg(i) }`);
    const samples = [1, 2].map((seed) => ({ x: randomTensor([1, 4, 4, 4], { seed }), i: tensorOf.int64([3]) }));
    const { artifact } = await quantizeModel(model, { samples });
    const feeds = samples[0] as Feeds;
    const run = await runModel(artifact.model, feeds, { optimization: 'all' });
    expect(run['x']?.data).toEqual(feeds['x']?.data);
    expect(run['j']?.data).toEqual(BigInt64Array.of(-3n));
  });

  test('whose samples are of different lengths', async () => {
    const model =
      parseModel(`g (float[N,L,8] x) => (float[N,L,4] y) <float[8,8] w = random(seed=1), float[8,4] v = random(seed=2), int64[3] s = {0,-1,8}> {
      a = MatMul(x, w) b = Relu(a) n = Shape(b) c = Reshape(b, n) d = Reshape(c, s) y = MatMul(d, v) }`);
    const samples = [3, 7, 5].map((length, seed) => ({ x: randomTensor([1, length, 8], { seed }) }));
    const { artifact, correction } = await quantizeModel(model, { samples });
    expect(correction.sqnrDb).toBeGreaterThan(28);
    expect(await sqnrDb(model, artifact.model, { x: randomTensor([2, 4, 8], { seed: 9 }) })).toBeGreaterThan(28);
  });

  test('of other opsets', async () => {
    for (const opset of [13, 19, 21]) {
      const model = network(opset);
      const { artifact } = await quantizeModel(model, { observer: 'min-max', correctBias: false });
      expect(await sqnrDb(model, artifact.model, unseen), `opset ${opset}`).toBeGreaterThan(25);
    }
  });

  test('that integers make slower: computes in float, from int8 weights', async () => {
    const model = network();
    const { artifact, plan } = await quantizeModel(model, { race: async () => raceOf('slower'), observer: 'min-max' });
    expect(opTypes(artifact.model)).not.toContain('QuantizeLinear');
    expect([...plan.nodes.values()].some((n) => n.placement === 'weights')).toBe(true);
    expect(await sqnrDb(model, artifact.model, unseen)).toBeGreaterThan(30);
  });

  test('weights that floats multiply are as they were on a backend that guards pairs of integers', async () => {
    const guarded = { ...integersWin, weights: { ...integersWin.weights, saturationGuard: true } };
    const stored = async (backend: typeof integersWin | typeof guarded) => {
      const { prepared, plan, weights } = await quantizeModel(network(), {
        backend,
        race: async () => raceOf('slower'),
        roundWeights: false,
        observer: 'min-max',
      });
      return analyzeWeights(prepared, plan, weights).map(({ node, scales, integerCounts }) => ({ node, scales, integerCounts }));
    };
    const free = await stored(integersWin);
    expect(free.length).toBeGreaterThan(0);
    expect(await stored(guarded)).toEqual(free);
  });

  test('whose race tells nothing: the cost table decides, each time alike', async () => {
    const kept = await quantizeModel(network(), { race: async () => raceOf('inconclusive'), observer: 'min-max' });
    expect(opTypes(kept.artifact.model)).toContain('QuantizeLinear');
    expect(kept.races).toMatchObject([{ outcome: 'integers', predicted: {} }]);
    // Less than what sends a front to float.
    const equal = { perMacNs: 1, perOutputNs: 0, perTapNs: 0, offGrid: 1 };
    const dense = { float: equal, integer: { ...equal, perMacNs: 1.01 } };
    const backend = { ...integersWin, costs: { ...integersWin.costs, dense, product: dense, perNodeNs: 0 } };
    const lost = await quantizeModel(network(), { backend, race: async () => raceOf('inconclusive'), observer: 'min-max' });
    expect(lost.races).toMatchObject([{ outcome: 'float', predicted: {} }]);
    expect(opTypes(lost.artifact.model)).not.toContain('QuantizeLinear');
  });

  test('of which nothing runs on integers is not raced', async () => {
    const race = async () => {
      throw new Error('raced');
    };
    const { races } = await quantizeModel(network(), { race, exclude: [{ name: '.' }], observer: 'min-max' });
    expect(races).toEqual([]);
  });
});

test('no calibration sample is an error, and so is an override of nothing', async () => {
  await expect(quantizeModel(network(), { samples: [] })).rejects.toMatchObject({ code: 'calibration/no-samples' });
  const overrides = new Map([['nothing', { min: 0, max: 1 }]]);
  await expect(quantizeModel(network(), { overrides })).rejects.toMatchObject({ code: 'recipe/no-match', where: 'nothing' });
});
