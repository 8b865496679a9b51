import { decodeModel, encodeToBuffer, type Model, type Tensor, tensorOf } from '@octet/onnx';
import { opTypes, optimizedModel, randomFeeds, randomTensor, runModel } from '@octet/testing';
import { expect, test } from 'vitest';
import { Sqnr } from '../analyze/sqnr.ts';
import type { Feeds } from '../ports.ts';
import { quantizeText } from '../testing/quantize-text.ts';

const weights = (...names: string[]) => names.map((n, i) => `float[4,4,1,1] ${n} = random(seed=${i + 1}, std=0.4)`).join(', ');
const image = (body: string, { out = 'float[1,4,8,8] y', more = '' } = {}) =>
  `g (float[1,4,8,8] x) => (${out}) <${weights('w', 'w2')}, float[4] b = random(seed=9)${more === '' ? '' : `, ${more}`}> { ${body} }`;

/** What onnxruntime makes of each linear operator of the artifact. */
async function linearKernels(artifact: Model): Promise<string[]> {
  return opTypes(await optimizedModel(artifact))
    .map((op) => op.replace(/^com\.microsoft(\.nchwc)?[.:]/, ''))
    .filter((op) => /Conv|Gemm|MatMul/.test(op))
    .sort();
}

async function sqnrDb(before: Model, after: Model, feeds: Feeds): Promise<number> {
  const expected = await runModel(before, feeds, { optimization: 'disabled' });
  const actual = await runModel(after, feeds, { optimization: 'all' });
  const sqnr = new Sqnr();
  for (const [name, t] of Object.entries(expected)) sqnr.add(t.data as Float32Array, (actual[name] as Tensor).data as Float32Array);
  return sqnr.db;
}

/** Holds for every artifact, whatever the model. */
async function expectSound(before: Model, artifact: Model): Promise<void> {
  expect(artifact.graph.inputs.map((v) => [v.name, v.dtype, v.shape])).toEqual(before.graph.inputs.map((v) => [v.name, v.dtype, v.shape]));
  expect(artifact.graph.outputs.map((v) => [v.name, v.dtype, v.shape])).toEqual(
    before.graph.outputs.map((v) => [v.name, v.dtype, v.shape]),
  );
  for (const node of artifact.graph.nodes()) {
    for (const o of node.outputs) {
      if (o === undefined) continue;
      expect(o.uses.filter((u) => u.node.opType === 'QuantizeLinear').length, `QuantizeLinears on "${o.name}"`).toBeLessThan(2);
      if (!o.isOutput) expect(o.shape, `shape of "${o.name}"`).toBeUndefined();
    }
  }
  for (const v of artifact.graph.initializers) {
    const isWeight = (v.constant?.elementCount ?? 0) >= 16;
    if (isWeight) expect(`${v.name}: ${v.dtype}`).toBe(`${v.name}: int8`);
  }
  const optimized = await optimizedModel(artifact, 'extended');
  for (const node of optimized.graph.nodes())
    if (node.opType === 'DequantizeLinear')
      expect(node.input(0)?.isConstant, `DequantizeLinear of constant "${node.input(0)?.name}"`).not.toBe(true);
  const again = decodeModel(encodeToBuffer(artifact));
  expect(Buffer.compare(encodeToBuffer(again), encodeToBuffer(artifact))).toBe(0);
}

const gemm = (call: string, dims: string, bias = 'float[5] b = random(seed=9)') =>
  `g (float[3,6] x) => (float[3,5] y) <float[${dims}] w = random(seed=1, std=0.4), ${bias}> { y = ${call} }`;

test.each([
  ['Conv', image('y = Conv(x, w)'), ['QLinearConv'], 40],
  ['Conv with a bias and a Relu', image('c = Conv(x, w, b) d = Relu(c) y = Conv(d, w2, b)'), ['QLinearConv', 'QLinearConv'], 36],
  ['a residual Add', image('c = Conv(x, w, b) d = Add(c, x) e = Relu(d) y = Conv(e, w2, b)'), ['QLinearConv', 'QLinearConv'], 36],
  ['SiLU', image('c = Conv(x, w, b) s = Sigmoid(c) d = Mul(c, s) y = Conv(d, w2, b)'), ['QLinearConv', 'QLinearConv'], 34],
  ['one weight for two convolutions', image('c = Conv(x, w, b) d = Relu(c) y = Conv(d, w, b)'), ['QLinearConv', 'QLinearConv'], 34],
  [
    'Concat with one range',
    image('c = Conv(x, w) d = Relu(c) e = Conv(x, w2) f = Relu(e) h = Concat<axis=1>(d, f) y = Conv(h, v)', {
      more: 'float[4,8,1,1] v = random(seed=3)',
    }),
    ['QLinearConv', 'QLinearConv', 'QLinearConv'],
    34,
  ],
  [
    'Concat with ranges of their own',
    image('c = Conv(x, w) d = Relu(c) e = Conv(x, w2) h = Concat<axis=1>(d, e) y = Conv(h, v)', {
      more: 'float[4,8,1,1] v = random(seed=3)',
    }),
    ['QLinearConv', 'QLinearConv', 'QLinearConv'],
    34,
  ],
  [
    'Split',
    image('c = Conv(x, w) d, e = Split<axis=1>(c, two) f = Add(d, e) y = Conv(f, v)', {
      more: 'float[4,2,1,1] v = random(seed=3), int64[2] two = {2,2}',
    }),
    ['QLinearConv', 'QLinearConv'],
    34,
  ],
  [
    'a value that is an output and is read',
    image('c = Conv(x, w, b) d = Relu(c) y = Conv(d, w2)', { out: 'float[1,4,8,8] y, float[1,4,8,8] d' }),
    ['QLinearConv', 'QLinearConv'],
    34,
  ],
  ['an input that is an output', image('y = Conv(x, w, b)', { out: 'float[1,4,8,8] y, float[1,4,8,8] x' }), ['QLinearConv'], 38],
  ['the output of a Conv, twice read in float', image('c = Conv(x, w, b) d = Erf(c) e = Neg(c) y = Add(d, e)'), ['QLinearConv'], 34],
  [
    'a scalar factor before a Conv, constant first',
    image('c = Conv(x, w, b) d = Mul(k, c) y = Conv(d, w2)', { more: 'float k = {3}' }),
    ['QLinearConv', 'QLinearConv'],
    34,
  ],
  [
    'a scalar factor behind which a Reshape moves',
    image('c = Conv(x, w, b) d = Mul(c, k) e = Reshape(d, s) y = Conv(e, w2)', { more: 'float k = {3}, int64[4] s = {1,4,8,8}' }),
    ['QLinearConv', 'QLinearConv'],
    34,
  ],
  [
    'a Clip on integers',
    image('c = Conv(x, w, b) d = Clip(c, lo, hi) y = Conv(d, w2)', { more: 'float lo = {-1}, float hi = {0.5}' }),
    ['QLinearConv', 'QLinearConv'],
    34,
  ],
  ['a Relu on integers', image('c = Conv(x, w, b) d = Relu(c) e = Add(c, d) y = Conv(e, w2)'), ['QLinearConv', 'QLinearConv'], 34],
  [
    'a constant Add',
    image('c = Conv(x, w) d = Add(c, k) e = LeakyRelu(d) y = Conv(e, w2)', { more: 'float[4,1,1] k = {0.3, -0.7, 1, 0.1}' }),
    ['QLinearConv', 'QLinearConv'],
    34,
  ],
  [
    'a pool',
    image('c = Conv(x, w) d = GlobalAveragePool(c) y = Conv(d, w2)', { out: 'float[1,4,1,1] y' }),
    ['QLinearConv', 'QLinearConv'],
    32,
  ],
  ['a float op between two convolutions', image('c = Conv(x, w) d = Erf(c) y = Conv(d, w2)'), ['QLinearConv', 'QLinearConv'], 34],
  ['Gemm', gemm('Gemm(x, w, b)', '6,5'), ['QGemm'], 38],
  ['Gemm with alpha, beta and transB', gemm('Gemm<transB=1, alpha=0.5, beta=2.0>(x, w, b)', '5,6'), ['QGemm'], 38],
  ['Gemm without bias', gemm('Gemm(x, w)', '6,5'), ['QGemm'], 38],
  ['Gemm with one bias for all', gemm('Gemm(x, w, b)', '6,5', 'float b = {0.7}'), ['QGemm'], 38],
  [
    'Gemm with a Clip',
    gemm('Clip(c, lo, hi)', '6,5', 'float[5] b = random(seed=9), float lo = {0}, float hi = {1}').replace('{ y', '{ c = Gemm(x, w, b) y'),
    ['QGemm'],
    34,
  ],
  ['MatMul', gemm('MatMul(x, w)', '6,5'), ['DynamicQuantizeMatMul'], 38],
  [
    'two Gemms',
    'g (float[3,6] x) => (float[3,4] y) <float[6,5] w = random(seed=1), float[5] b = random(seed=2), float[5,4] v = random(seed=3)> { c = Gemm(x, w, b) d = Relu(c) y = Gemm(d, v) }',
    ['QGemm', 'QGemm'],
    34,
  ],
])('%s: sound, in integers, near to FP32', async (_, text, kernels, db) => {
  const { model, artifact } = await quantizeText(text);
  await expectSound(model, artifact.model);
  expect(await linearKernels(artifact.model)).toEqual(kernels);
  expect(await sqnrDb(model, artifact.model, randomFeeds(model, 11))).toBeGreaterThan(db);
});

test('a MatMul of three dimensions, and of one', async () => {
  for (const [dims, out] of [
    ['2,3,6', '2,3,5'],
    ['6', '5'],
  ]) {
    const { model, artifact } = await quantizeText(
      `g (float[${dims}] x) => (float[${out}] y) <float[6,5] w = random(seed=1)> { y = MatMul(x, w) }`,
    );
    expect(await sqnrDb(model, artifact.model, randomFeeds(model, 11))).toBeGreaterThan(35);
  }
});

test.each([
  [
    'a batch',
    `g (float[N,4,8,8] x) => (float[N,4] y) <${weights('w')}, int64[2] s = {0,-1}, float[256,4] v = random(seed=4, std=0.1)> {
      c = Conv(x, w) d = Relu(c) e = Reshape(d, s) y = Gemm(e, v) }`,
    [3, 4, 8, 8],
  ],
  [
    'height and width',
    `g (float[1,4,H,W] x) => (float[1,4,P,Q] y) <${weights('w', 'w2')}> { c = Conv(x, w) d = Relu(c) y = Conv(d, w2) }`,
    [1, 4, 5, 9],
  ],
])('%s that is free stays free, whatever the sample that was probed', async (_, text, dims) => {
  const feeds = { x: randomTensor(dims, { seed: 11 }) };
  const { model, artifact } = await quantizeText(text, { feeds });
  await expectSound(model, artifact.model);
  expect(await sqnrDb(model, artifact.model, feeds)).toBeGreaterThan(34);
});

test('a value that an If body reads is dequantized for it', async () => {
  const text = `g (float[1,4,8,8] x, bool k) => (float[1,4,8,8] y, float[1,4,8,8] z) <${weights('w', 'w2')}> {
    c = Conv(x, w) y = Conv(c, w2)
    z = If(k) <then_branch = t () => (float[1,4,8,8] p) { p = Neg(c) }, else_branch = e () => (float[1,4,8,8] q) { q = Erf(c) }> }`;
  const { model, artifact } = await quantizeText(text);
  for (const k of [0, 1]) {
    const feeds = { x: randomTensor([1, 4, 8, 8], { seed: 11 }), k: { dtype: 'bool' as const, dims: [], data: Uint8Array.of(k) } };
    expect(await sqnrDb(model, artifact.model, feeds)).toBeGreaterThan(34);
  }
});

test('an int64 input beside the image passes through', async () => {
  const text = image('c = Conv(x, w) d = Gather<axis=1>(c, i) y = Conv(d, w2)').replace('8] x)', '8] x, int64[4] i)');
  const feeds = { x: randomTensor([1, 4, 8, 8], { seed: 11 }), i: tensorOf.int64([3, 0, 2, 0]) };
  const { model, artifact } = await quantizeText(text, { feeds });
  expect(artifact.model.graph.inputs.map((v) => v.dtype)).toEqual(['float32', 'int64']);
  expect(await sqnrDb(model, artifact.model, feeds)).toBeGreaterThan(34);
});

test('opset 13, 21 and 22 models run too', async () => {
  for (const opset of [13, 15, 19, 21, 22]) {
    const text = `<ir_version: 8, opset_import: ["" : ${opset}]> ${image('c = Conv(x, w, b) d = Relu(c) y = Conv(d, w2, b)')}`;
    const { model, artifact } = await quantizeText(text);
    expect(await linearKernels(artifact.model), `opset ${opset}`).toEqual(['QLinearConv', 'QLinearConv']);
    expect(await sqnrDb(model, artifact.model, randomFeeds(model, 11))).toBeGreaterThan(34);
  }
});

test('an empty batch runs', async () => {
  const { artifact } = await quantizeText(
    `g (float[N,4] x) => (float[N,4] y) <float[4,4] w = random(seed=1), float[4] b = random(seed=2)> { c = Gemm(x, w, b) d = Relu(c) y = Gemm(d, w) }`,
  );
  const { y } = await runModel(artifact.model, { x: tensorOf.float32([], [0, 4]) }, { optimization: 'all' });
  expect(y?.dims).toEqual([0, 4]);
});

test('a value that was always 0 in calibration does no harm', async () => {
  const feeds = { x: { dtype: 'float32' as const, dims: [1, 4, 8, 8], data: new Float32Array(256) } };
  const { model, artifact } = await quantizeText(image('c = Conv(x, w, b) y = Conv(c, w2, b)'), { feeds });
  // Biases of 1 or so in steps of the weights' scale, as the input's is 1; the output in 255 steps.
  expect(await sqnrDb(model, artifact.model, feeds)).toBeGreaterThan(34);
});

test.each([
  'Elu',
  'HardSigmoid',
  'HardSwish',
  'LeakyRelu',
  'Relu',
  'Selu',
  'Sigmoid',
  'Softmax',
  'Softplus',
  'Softsign',
  'Tanh',
  'ThresholdedRelu',
])('%s behind the last Gemm leaves it in integers', async (activation) => {
  const { model, artifact } = await quantizeText(gemm(`${activation}(c)`, '6,5').replace('{ y', '{ c = Gemm(x, w, b) y'));
  expect(await linearKernels(artifact.model)).toEqual(['QGemm']);
  expect(await sqnrDb(model, artifact.model, randomFeeds(model, 11))).toBeGreaterThan(30);
});

test('the prepared model and the plan stay as they were', async () => {
  const { model, plan } = await quantizeText(image('c = Conv(x, w, b) d = Relu(c) y = Conv(d, w2, b)'));
  expect(opTypes(model)).toEqual(['Conv', 'Relu', 'Conv']);
  expect(Object.isFrozen(plan)).toBe(true);
});
