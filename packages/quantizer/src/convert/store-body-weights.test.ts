import { type Model, parseModel, verifyModel } from '@octet/onnx';
import { optimizedModel, randomTensor, runModel } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { Sqnr } from '../analyze/sqnr.ts';
import { backends } from '../backends/index.ts';
import { quantizeModel } from '../testing/quantize-model.ts';
import { storeBodyWeights } from './store-body-weights.ts';
import { WeightWriter } from './weight-writer.ts';

const backend = backends['ort-cpu-vnni'];
/** One body holds its weight as an initializer, the other as a Constant node, the way exporters write them. */
const branchesOf = (n: number) => `g (float[2,${n}] x, bool c) => (float[2,${n}] y) { [if] y = If<
  then_branch = yes () => (a) <float[${n},${n}] w = random(seed=1, std=0.2)> { [m] h = MatMul(x, w) a = Relu(h) },
  else_branch = no () => (b) { v = Constant<value = float[${n},${n}] {${Array.from({ length: n * n }, (_, i) => Math.sin(i).toFixed(3))}}>()
    [n] b = Gemm<transB=1>(x, v) }>(c) }`;
const branches = branchesOf(32);

/** A recurrence whose weights stand outside and are cut up inside a body below. */
const loop = `g (int64 n, float[4,32] x) => (float[4,32] y) <bool yes = {1}> { y = Loop<body = step (int64 i, bool go, float[4,32] s) => (keep, t) <
  float[32,64] w = random(seed=2, std=0.2), int64[1] zero = {0}, int64[1] half = {32}, int64[1] axis = {1}> {
  keep = Identity(go) u = Slice(w, zero, half, axis) [m] t = MatMul(s, u) }>(n, yes, x) }`;

const stored = (text: string, kept: readonly string[] = []) => {
  const before = parseModel(text);
  const after = before.clone();
  const count = storeBodyWeights(after, { backend, kept: new Set(kept), writer: new WeightWriter(after.graph) });
  verifyModel(after);
  return { before, after, count };
};

const operators = async (model: Model) =>
  [...(await optimizedModel(model)).graph.allNodes()]
    .map((n) => n.opType)
    .filter((op) => op !== 'Constant')
    .sort();

async function sqnrDb(before: Model, after: Model, feeds: Parameters<typeof runModel>[1]): Promise<number> {
  const [x, y] = [await runModel(before, feeds, { optimization: 'all' }), await runModel(after, feeds, { optimization: 'all' })];
  const sqnr = new Sqnr();
  sqnr.add(x['y']?.data as Float32Array, y['y']?.data as Float32Array);
  return sqnr.db;
}

describe('weights in bodies', () => {
  test('of an If are stored as int8, and the bodies run the operators that they ran', async () => {
    const { before, after, count } = stored(branches);
    expect(count).toBe(2);
    expect(await operators(after)).toEqual(await operators(before));
    for (const c of [0, 1]) {
      const feeds = { x: randomTensor([2, 32], { seed: 5 }), c: { dtype: 'bool', dims: [], data: Uint8Array.of(c) } as const };
      const db = await sqnrDb(before, after, feeds);
      expect(db).toBeGreaterThan(38);
      expect(db).toBeLessThan(60);
    }
  });

  test('of a Loop, through a Slice, too: nothing is restored anew in each iteration', async () => {
    const { before, after, count } = stored(loop);
    expect(count).toBe(1);
    expect(await operators(after)).toEqual(await operators(before));
    const feeds = { x: randomTensor([4, 32], { seed: 5 }), n: { dtype: 'int64', dims: [], data: BigInt64Array.of(2n) } as const };
    expect(await sqnrDb(before, after, feeds)).toBeGreaterThan(35);
  });

  test.each([
    ['is read as data too', branches.replace('a = Relu(h)', 'z = Add(h, h) s = ReduceSum<keepdims=0>(w) a = Add(z, s)'), 1],
    ['leaves its body', branches.replace('a = Relu(h)', 'z = Relu(h) a = Identity(w)'), 1],
    ['is small', branchesOf(31), 0],
  ])('that %s stays float', (_, text, count) => {
    expect(stored(text).count).toBe(count);
  });

  test('of a node that keeps its floats stay float', () => {
    expect(stored(branches, ['if']).count).toBe(0);
  });
});

describe('a job', () => {
  const samples = [0, 1].map((c) => ({
    x: randomTensor([2, 32], { seed: c }),
    c: { dtype: 'bool', dims: [], data: Uint8Array.of(c) } as const,
  }));

  test('stores them and counts them, unless the recipe excludes the node that has the bodies', async () => {
    const { correction, artifact } = await quantizeModel(parseModel(branches), { samples });
    expect(correction.bodyWeights).toBe(2);
    expect([...artifact.model.graph.allNodes()].filter((n) => n.opType === 'Cast')).toHaveLength(2);
    const excluded = await quantizeModel(parseModel(branches), { samples, exclude: [{ op: 'If' }] });
    expect(excluded.correction.bodyWeights).toBe(0);
  });

  test('leaves them float where the output would not stay as good as is wanted', async () => {
    const { correction } = await quantizeModel(parseModel(branches), { samples, wantedSqnrDb: 80 });
    expect(correction.bodyWeights).toBe(0);
    expect(correction.trials.at(-1)).toMatchObject({ name: '2 weights of bodies stored as int8', kept: false });
  });
});
