import { encodeToBuffer, type Model, parseModel, type Value } from '@octet/onnx';
import { opTypes, optimizedModel, randomFeeds, randomTensor, runModel } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { Sqnr } from '../analyze/sqnr.ts';
import type { Costed } from '../backends/backend.ts';
import { amxCosts } from '../backends/onnxruntime-cpu/costs/amx.ts';
import { integersWin, quantizeModel } from '../testing/quantize-model.ts';
import { quantizeText } from '../testing/quantize-text.ts';
import { raceOf } from '../testing/race-of.ts';

/** A text model whose six layers share their two weights, as ALBERT's do. */
const albert = (layer: (x: string, y: string, i: number) => string, { dims = '2,8,64', more = '' } = {}) => {
  const layers = Array.from({ length: 6 }, (_, i) => layer(`h${i}`, i === 5 ? 'y' : `h${i + 1}`, i)).join(' ');
  return `g (float[${dims}] h0) => (float[${dims}] y) <float[64,256] w = random(seed=1, std=0.1), float[256,64] v = random(seed=2, std=0.05)${more}> { ${layers} }`;
};
const matmuls = albert(
  (x, y, i) => `[a${i}] p${i} = MatMul(${x}, w) q${i} = Relu(p${i}) [b${i}] r${i} = MatMul(q${i}, v) ${y} = Add(${x}, r${i})`,
);
const gemms = albert(
  (x, y, i) => `[a${i}] p${i} = Gemm(${x}, w, k) q${i} = Relu(p${i}) [b${i}] r${i} = Gemm(q${i}, v) ${y} = Add(${x}, r${i})`,
  {
    dims: '8,64',
    more: ', float[256] k = random(seed=3, std=0.1)',
  },
);
const convs = `g (float[1,16,8,8] x) => (float[1,16,8,8] y) <float[16,16,3,3] w = random(seed=1, std=0.08), float[16] b = random(seed=2)> {
  [c1] p = Conv<pads=[1,1,1,1]>(x, w, b) p1 = Relu(p) [c2] q = Conv<pads=[1,1,1,1]>(p1, w) q1 = Relu(q) [c3] y = Conv<pads=[2,2,2,2], dilations=[2,2]>(q1, w, b) }`;

const withTiles: Costed = { ...integersWin, costs: { ...integersWin.costs, tiles: amxCosts.tiles } };

const int8Weights = ({ graph }: Model, rank = 2): Value[] =>
  [...graph.initializers].filter((v) => v.dtype === 'int8' && v.constant?.dims.length === rank);
const floatWeights = ({ graph }: Model): number =>
  [...graph.initializers].filter((v) => v.dtype === 'float32' && (v.constant?.elementCount ?? 0) > 256).length;

async function sqnrDb(before: Model, after: Model, feeds = randomFeeds(before, 9)): Promise<number> {
  const expected = await runModel(before, feeds, { optimization: 'disabled' });
  const actual = await runModel(after, feeds, { optimization: 'all' });
  const sqnr = new Sqnr();
  for (const [name, t] of Object.entries(expected)) sqnr.add(t.data as Float32Array, actual[name]?.data as Float32Array);
  return sqnr.db;
}

describe('a weight that several nodes read', () => {
  test.each([
    ['MatMuls', matmuls, 2, 12, /DynamicQuantizeMatMul|MatMulIntegerToFloat/],
    ['Gemms', gemms, 2, 12, /QGemm|QLinearMatMul/],
    ['Convs', convs, 1, 3, /QLinearConv/],
  ])(
    '%s: is one int8 tensor, every reader runs in integers, and the file is smaller than FP32',
    async (_, text, weights, readers, kernel) => {
      const model = parseModel(text);
      const { artifact } = await quantizeModel(model);
      expect(int8Weights(artifact.model, text === convs ? 4 : 2)).toHaveLength(weights);
      expect(floatWeights(artifact.model)).toBe(0);
      expect(opTypes(await optimizedModel(artifact.model)).filter((op) => kernel.test(op))).toHaveLength(readers);
      expect(await sqnrDb(model, artifact.model)).toBeGreaterThan(30);
      expect(encodeToBuffer(artifact.model).byteLength).toBeLessThan(encodeToBuffer(model).byteLength);
    },
  );

  test('is rounded once, by what all its readers see, and the report names each of them', async () => {
    const { artifact, correction } = await quantizeModel(parseModel(gemms));
    const names = Array.from({ length: 6 }, (_, i) => [`a${i}`, `b${i}`]).flat();
    expect([...correction.roundings.keys()].toSorted()).toEqual(names.toSorted());
    expect(new Set([...correction.roundings.values()].map(({ integer }) => integer)).size).toBe(2);
    const written = int8Weights(artifact.model).map((v) => v.constant?.tensor.data);
    for (const { integer, moved } of correction.roundings.values()) {
      expect(written).toContainEqual(integer.q);
      expect(moved).toBeGreaterThan(0);
    }
  });

  test('is restored once where its readers compute in float', async () => {
    const model = parseModel(gemms);
    const { artifact } = await quantizeModel(model, { race: async () => raceOf('slower') });
    expect(int8Weights(artifact.model)).toHaveLength(2);
    expect(opTypes(artifact.model).filter((op) => op === 'Cast')).toHaveLength(2);
    expect(await sqnrDb(model, artifact.model)).toBeGreaterThan(30);
  });

  test('stays one tensor in a kernel that wants its integers moved', async () => {
    const { artifact } = await quantizeText(convs.replaceAll('16', '128').replace('std=0.08', 'std=0.03'), { backend: withTiles });
    const [filters, zeroPoints] = [int8Weights(artifact.model, 4), int8Weights(artifact.model, 1)];
    expect(filters).toHaveLength(1);
    expect(zeroPoints.map((v) => v.constant?.tensor.data[0])).toEqual([-1]);
  });
});

describe('readers that want different integers', () => {
  const two = (calls: string, { bias = 'float[16] b = random(seed=4)' } = {}) =>
    `g (float[8,16] x) => (float[8,16] y, float[8,16] z) <float[16,16] w = random(seed=1, std=0.3), ${bias}> { ${calls} }`;

  test.each([
    ['read it along different axes', '[a] y = Gemm(x, w) [b] z = Gemm<transB=1>(x, w)'],
    ['scale it', '[a] y = Gemm(x, w) [b] z = Gemm<alpha=3.0>(x, w)'],
  ])('have their own where they %s', async (_, calls) => {
    const model = parseModel(two(calls));
    const { artifact } = await quantizeModel(model);
    expect(int8Weights(artifact.model)).toHaveLength(2);
    expect(await sqnrDb(model, artifact.model)).toBeGreaterThan(30);
  });

  test('a Gemm and a MatMul that read it alike share it', async () => {
    const { artifact, model } = await quantizeText(two('[a] y = Gemm(x, w) [b] z = MatMul(x, w)'));
    expect(int8Weights(artifact.model)).toHaveLength(1);
    expect(await sqnrDb(model, artifact.model)).toBeGreaterThan(28);
  });

  test('a bias that needs a larger scale raises it for its own layer alone', async () => {
    const bias = `float[16] b = {${Array.from({ length: 16 }, (_, c) => (c === 3 ? 1e7 : 0)).join()}}`;
    const calls = '[a] u = Gemm(x, w) [c] y = Gemm(u, w) [b] z = Gemm(x, w, b)';
    const { artifact } = await quantizeText(two(calls, { bias }));
    const scaleOf = (name: string) =>
      [...artifact.model.graph.nodes()]
        .find((n) => n.name === name)
        ?.input(1)
        ?.producer?.input(1)?.constant?.tensor.data as Float32Array;
    expect(int8Weights(artifact.model)).toHaveLength(2);
    expect(scaleOf('a')).toEqual(scaleOf('c'));
    expect(scaleOf('b')[3]).toBeGreaterThan(scaleOf('a')[3] as number);
    expect([...scaleOf('b')].filter((s, c) => s !== scaleOf('a')[c])).toHaveLength(1);
  });
});

test('an embedding that is the transposed classifier too keeps its floats for the Gather', async () => {
  const model =
    parseModel(`g (int64[2,8] ids) => (float[2,8,64] y) <float[64,32] e = random(seed=1, std=0.3), float[32,32] w = random(seed=2, std=0.2)> {
    h = Gather(e, ids) [m] t = MatMul(h, w) r = Relu(t) et = Transpose<perm=[1,0]>(e) [head] y = MatMul(r, et) }`);
  const samples = Array.from({ length: 4 }, (_, s) => ({
    ids: { dtype: 'int64' as const, dims: [2, 8], data: BigInt64Array.from({ length: 16 }, (__, i) => BigInt((i * 7 + s * 13) % 64)) },
  }));
  const { artifact, plan } = await quantizeModel(model, { samples });
  expect(plan.nodes.get('head')?.placement).toBe('integer');
  expect(artifact.model.graph.find('e')?.dtype).toBe('float32');
  expect(await sqnrDb(model, artifact.model, samples[0])).toBeGreaterThan(30);
});

describe('a weight of the main graph that a body reads', () => {
  /** `main` is what the main graph does with the weight. */
  const branches = (main: string) => `g (float[4,64] x, bool c) => (float[4,64] y) <float[64,64] w = random(seed=1, std=0.1)> {
    ${main} [if] v = If<
      then_branch = yes () => (a) { [m] a = MatMul(x, w) },
      else_branch = no () => (b) { h = Relu(x) [n] b = MatMul(h, w) }>(c) y = Add(v, t) }`;
  const samples = [0, 1].map((c) => ({
    x: randomTensor([4, 64], { seed: c }),
    c: { dtype: 'bool', dims: [], data: Uint8Array.of(c) } as const,
  }));

  test.each([
    ['MatMul', '[main] t = MatMul(x, w)'],
    ['Gemm', '[main] t = Gemm(x, w)'],
    ['nothing there but a body', 't = Relu(x)'],
  ])('is one int8 tensor for both: %s', async (_, main) => {
    const model = parseModel(branches(main));
    const { artifact, correction } = await quantizeModel(model, { samples });
    expect(correction.bodyWeights).toBe(1);
    expect(int8Weights(artifact.model)).toHaveLength(1);
    expect(floatWeights(artifact.model)).toBe(0);
    const loaded = [...(await optimizedModel(artifact.model)).graph.allNodes()].map((n) => n.opType);
    expect(loaded.filter((op) => op === 'Cast' || op === 'Mul')).toEqual([]);
    for (const feeds of samples) expect(await sqnrDb(model, artifact.model, feeds)).toBeGreaterThan(30);
  });

  test.each([
    ['the main graph reads it as data', 's = ReduceMean<keepdims=0>(x) u = Add(w, s) t = MatMul(x, u)', {}],
    ['the recipe excludes the node of the body', '[main] t = MatMul(x, w)', { exclude: [{ op: 'If' }] }],
    ['the recipe excludes its reader in the main graph', '[main] t = MatMul(x, w)', { exclude: [{ name: 'main' }] }],
  ])('stays float for the body where %s', async (_, main, options) => {
    const { artifact, correction } = await quantizeModel(parseModel(branches(main)), { samples, ...options });
    expect(correction.bodyWeights).toBe(0);
    expect(floatWeights(artifact.model)).toBe(1);
  });

  test('has integers of its own where the main graph scales it', async () => {
    const model = parseModel(branches('[main] t = Gemm<alpha=3.0>(x, w)'));
    const { artifact } = await quantizeModel(model, { samples });
    expect(int8Weights(artifact.model)).toHaveLength(2);
    for (const feeds of samples) expect(await sqnrDb(model, artifact.model, feeds)).toBeGreaterThan(30);
  });
});
