import { parseModel } from '@octet/onnx';
import { directRunner, randomFeeds, randomTensor, runModel } from '@octet/testing';
import { expect, test } from 'vitest';
import type { Runner } from './ports.ts';
import { followShapes, keepOnlyRanks, probeShapes } from './probe-shapes.ts';

const text = `g (float[N,3,8,8] x) => (float[N,10] y) <float[4,3,3,3] w = random(seed=1, std=1), float[144,10] d = random(seed=2, std=1)> {
  c = Conv(x, w) s = Shape(c) f = Flatten(c) y = MatMul(f, d) }`;

test('measures every value, and writes dtype and shape onto the inner ones', async () => {
  const model = parseModel(text);
  const shapes = await probeShapes(model, directRunner, randomFeeds(model, 1));
  expect(Object.fromEntries(shapes)).toEqual({
    x: { dtype: 'float32', dims: [1, 3, 8, 8] },
    c: { dtype: 'float32', dims: [1, 4, 6, 6] },
    s: { dtype: 'int64', dims: [4] },
    f: { dtype: 'float32', dims: [1, 144] },
    y: { dtype: 'float32', dims: [1, 10] },
  });
  expect(model.graph.find('c')?.shape).toEqual([1, 4, 6, 6]);
  expect(model.graph.find('s')?.dtype).toBe('int64');
});

test('leaves the declared interface and the outputs as they are', async () => {
  const model = parseModel(text);
  await probeShapes(model, directRunner, randomFeeds(model, 1));
  expect(model.graph.outputs.map((o) => [o.name, o.shape])).toEqual([['y', ['N', 10]]]);
  expect(model.graph.inputs.map((v) => v.shape)).toEqual([['N', 3, 8, 8]]);
});

test('passes over values that are not tensors', async () => {
  const model = parseModel(
    `g (float[3] x) => (float[3] y) <seq(float[3]) q, int64 i = {0}> { q = SequenceConstruct(x, x) y = SequenceAt(q, i) }`,
  );
  expect([...(await probeShapes(model, directRunner, randomFeeds(model, 1))).keys()]).toEqual(['x', 'y']);
});

test('a probed model runs on another batch once only ranks are kept, and not before', async () => {
  const model = parseModel(`g (float[N,3] x) => (float[N,M] y) <int64[1] i = {0}, int64[1] rest = {-1}> {
    t = Neg(x) s = Shape(t) n = Gather(s, i) r = Concat<axis=0>(n, rest) y = Reshape(t, r) }`);
  await probeShapes(model, directRunner, randomFeeds(model, 1));
  const feeds = { x: randomTensor([4, 3], { seed: 2 }) };
  expect((await runModel(model, feeds, { optimization: 'all' }))['y']?.dims).toEqual([1, 12]);
  keepOnlyRanks(model);
  expect(model.graph.find('t')?.shape).toEqual([null, null]);
  expect((await runModel(model, feeds, { optimization: 'all' }))['y']?.dims).toEqual([4, 3]);
});

test('of an input and an output that declare no shape only the rank is kept', async () => {
  const model = parseModel('g (float x, float[2,3] z) => (y) { t = Neg(x) y = Add(t, z) }');
  for (const v of model.graph.inputs) if (v.name === 'x') v.shape = undefined;
  await probeShapes(model, directRunner, { x: randomTensor([2, 3], { seed: 1 }), z: randomTensor([2, 3], { seed: 2 }) });
  expect(model.graph.inputs.map((v) => v.shape)).toEqual([
    [null, null],
    [2, 3],
  ]);
  expect(model.graph.outputs.map((v) => v.shape)).toEqual([[null, null]]);
  expect(model.graph.find('t')?.shape).toEqual([2, 3]);
});

/** Counts the probes that it runs. */
function counting(): { readonly runner: Runner; readonly opened: () => number } {
  let opened = 0;
  const open: Runner['open'] = async (...asked) => {
    opened += 1;
    return await directRunner.open(...asked);
  };
  return { runner: { ...directRunner, open }, opened: () => opened };
}

test('what a rewrite changed and added follows from what was measured, without another run', async () => {
  const model = parseModel(text);
  const feeds = randomFeeds(model, 1);
  const { runner, opened } = counting();
  const measured = await probeShapes(model, runner, feeds);
  const cut = parseModel(text.replace('f = Flatten(c)', 'p = GlobalMaxPool(c) q = Expand(p, s) f = Flatten(q)'));
  const shapes = await followShapes(cut, runner, { feeds, measured });
  expect([shapes.get('p')?.dims, cut.graph.find('q')?.shape, cut.graph.find('s')?.dtype, opened()]).toEqual([
    [1, 4, 1, 1],
    [1, 4, 6, 6],
    'int64',
    1,
  ]);
});

test('a value that no rule tells is as it was measured, and a new one is measured', async () => {
  const chosen = 'g (float[4] x) => (float[K] y) { i = NonZero(x) t = Transpose(i) p = GatherND(x, t) y = Relu(p) }';
  const model = parseModel(chosen);
  const feeds = { x: randomTensor([4], { seed: 3 }) };
  const { runner, opened } = counting();
  const measured = await probeShapes(model, runner, feeds);
  const same = parseModel(chosen.replace('y = Relu(p)', 'r = Neg(p) y = Relu(r)'));
  await followShapes(same, runner, { feeds, measured });
  expect([same.graph.find('r')?.shape, opened()]).toEqual([[4], 1]);
  const other = parseModel(chosen.replace('i = NonZero(x)', 'j = NonZero(x) i = Abs(j)'));
  await followShapes(other, runner, { feeds, measured });
  expect([other.graph.find('j')?.shape, opened()]).toEqual([[1, 4], 2]);
});

test('a value that no rule tells has the type that a rewrite gave it since it was measured', async () => {
  const model = parseModel('g (float[2,2] x) => (float[2,2] y) { e = EyeLike(x) y = Relu(e) }');
  const e = model.graph.find('e');
  if (e !== undefined) e.dtype = 'float32';
  const { runner, opened } = counting();
  await followShapes(model, runner, { feeds: randomFeeds(model, 1), measured: new Map([['e', { dtype: 'float16', dims: [2, 2] }]]) });
  expect([e?.dtype, e?.shape, opened()]).toEqual(['float32', [2, 2], 0]);
});
