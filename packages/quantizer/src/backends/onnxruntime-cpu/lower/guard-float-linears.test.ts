import type { Model, Value } from '@octet/onnx';
import { optimizedModel, randomFeeds, runModel } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { Sqnr } from '../../../analyze/sqnr.ts';
import { quantizeText } from '../../../testing/quantize-text.ts';
import { backends } from '../../index.ts';

const backend = backends['ort-cpu-vnni'];

/** A layer `b` between two integer ones. */
const between = {
  Conv: `g (float[1,4,6,6] x) => (float[1,4,6,6] y) <float[4,4,1,1] w = random(seed=1), float[4,4,3,3] v = random(seed=2), float[4] k = random(seed=3)> {
    [a] c = Conv(x, w, k) d = Relu(c) [b] e = Conv<pads=[1,1,1,1]>(d, v, k) f = Relu(e) [z] y = Conv(f, w, k) }`,
  'grouped Conv': `g (float[1,4,6,6] x) => (float[1,4,6,6] y) <float[4,4,1,1] w = random(seed=1), float[4,2,3,3] v = random(seed=2)> {
    [a] c = Conv(x, w) d = Relu(c) [b] e = Conv<pads=[1,1,1,1], group=2>(d, v) f = Relu(e) [z] y = Conv(f, w) }`,
  ConvTranspose: `g (float[1,4,6,6] x) => (float[1,4,12,12] y) <float[4,4,1,1] w = random(seed=1), float[4,4,2,2] v = random(seed=2), float[4] k = random(seed=3)> {
    [a] c = Conv(x, w, k) d = Relu(c) [b] e = ConvTranspose<strides=[2,2]>(d, v, k) f = Relu(e) [z] y = Conv(f, w, k) }`,
  Gemm: `g (float[2,8] x) => (float[2,8] y) <float[8,8] w = random(seed=1), float[8,8] v = random(seed=2), float[8] k = random(seed=3)> {
    [a] c = Gemm(x, w, k) d = Relu(c) [b] e = Gemm<transB=1>(d, v, k) f = Relu(e) [z] y = Gemm(f, w, k) }`,
  MatMul: `g (float[2,8] x) => (float[2,8] y) <float[8,8] w = random(seed=1), float[8,8] v = random(seed=2), float[8] k = random(seed=3)> {
    [a] c = Gemm(x, w, k) d = Relu(c) [b] e = MatMul(d, v) f = Relu(e) [z] y = Gemm(f, w, k) }`,
} as const;

/** How the weight "v" reaches the layer that multiplies by it: as floats, or through integers that onnxruntime made of them. */
async function weightOf(artifact: Model): Promise<string> {
  const optimized = await optimizedModel(artifact, 'extended');
  const linear = [...optimized.graph.nodes()].find((n) => /^(Fused)?(Conv|ConvTranspose|Gemm|MatMul)$/.test(n.opType));
  if (linear === undefined) return 'no float layer';
  const weight = linear.input(1);
  return weight?.producer === undefined ? `${weight?.dtype} constant` : `from ${weight.producer.opType}`;
}

/** The per-axis pairs of guarded layers become per-tensor ones again. */
function removeGuards({ graph }: Model): void {
  for (const node of [...graph.nodes()].filter((n) => n.name.endsWith('_float_input'))) {
    const [q, ...perAxis] = node.inputs as Value[];
    const first = perAxis.map((v) => {
      const { dtype, data } = (v.constant as NonNullable<Value['constant']>).tensor;
      return graph.addConstant({ dtype, dims: [], data: data.slice(0, 1) as typeof data }, `${v.name}_first`);
    });
    node.output.replaceAllUsesWith(graph.addNode('DequantizeLinear', [q, ...first], { before: node, name: `${node.name}_plain` }).output);
  }
  graph.sweep();
}

describe.each(Object.entries(between))('an excluded %s between integer layers', (name, text) => {
  test("keeps its float weights in onnxruntime's optimised graph", async () => {
    const { artifact, placements } = await quantizeText(text, { backend, exclude: [{ name: '^b$' }] });
    expect([placements['a'], placements['b'], placements['z']]).toEqual(['integer', 'float', 'integer']);
    expect(await weightOf(artifact.model)).toBe('float32 constant');
  });

  test(`without the guard onnxruntime ${name === 'MatMul' ? 'leaves it alone: none is needed' : 'quantizes it unasked; if not, the guard has become needless'}`, async () => {
    const { artifact } = await quantizeText(text, { backend, exclude: [{ name: '^b$' }] });
    removeGuards(artifact.model);
    const expected = name === 'MatMul' ? 'float32 constant' : name === 'ConvTranspose' ? 'from DequantizeLinear' : 'no float layer';
    expect(await weightOf(artifact.model)).toBe(expected);
  });
});

test('a layer kept in float for speed computes in float too, from weights stored as int8', async () => {
  const { model, artifact, placements } = await quantizeText(between.Conv, {
    keepFloat: new Map([['b', { kind: 'slower', text: 'faster' }]]),
  });
  expect(placements['b']).toBe('weights');
  expect(await weightOf(artifact.model)).toBe('float32 constant');
  const stored = artifact.model.graph.find('e')?.producer ?? [...artifact.model.graph.nodes()].find((n) => n.name === 'b');
  expect(stored?.input(1)?.producer?.opType).toBe('Mul');
  const feeds = randomFeeds(model, 11);
  const sqnr = new Sqnr();
  const expected = await runModel(model, feeds, { optimization: 'disabled' });
  const actual = await runModel(artifact.model, feeds, { optimization: 'all' });
  sqnr.add(expected['y']?.data as Float32Array, actual['y']?.data as Float32Array);
  expect(sqnr.db).toBeGreaterThan(30);
});

test('a layer in integers is not guarded, nor is a float one that reads floats', async () => {
  const axes = (model: Model) => [...model.graph.nodes()].filter((n) => n.name.endsWith('_float_input')).length;
  expect(axes((await quantizeText(between.Conv)).artifact.model)).toBe(0);
  expect(axes((await quantizeText(between.Conv, { exclude: [{ name: '^a$' }] })).artifact.model)).toBe(0);
  expect(axes((await quantizeText(between.Conv, { exclude: [{ name: '^b$' }] })).artifact.model)).toBe(1);
});
