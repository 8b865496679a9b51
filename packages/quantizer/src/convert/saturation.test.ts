import { type Model, parseModel, type Tensor } from '@octet/onnx';
import { randomTensor, runModel } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import type { Backend } from '../backends/backend.ts';
import type { Feeds } from '../ports.ts';
import { integersWin, quantizeModel } from '../testing/quantize-model.ts';
import { exactDot, type KernelRow, kernelRows, railsOf, saturatingDot, saturatingRows } from '../testing/saturating-arithmetic.ts';

const guarded: Backend = { ...integersWin, weights: { ...integersWin.weights, saturationGuard: true } };

const rowOf = (...weights: number[]): KernelRow => ({ where: '', weights: Int8Array.from(weights) });
const row = (weights: number[]) => rowOf(...weights);

describe('the arithmetic of CPUs without VNNI', () => {
  test.each([[[64, 64]], [[-64, -64]], [[127, 1]], [[127, -127]], [[127, 0, 127]], [[1, 127, 127, 1]]])(
    'is exact for every input: %j',
    (weights) => {
      expect(saturatingRows([row(weights)])).toEqual([]);
    },
  );

  test.each([
    [[65, 64], 32767, 32895],
    [[-65, -64], -32768, -32895],
    [[1, 1, 127, 127], 510 + 32767, 65280],
  ])('saturates for some input: %j', (weights, saturated, exact) => {
    const x = railsOf(row(weights))[weights[0] === -65 ? 1 : 0];
    expect([saturatingDot(x, row(weights)), exactDot(x, row(weights))]).toEqual([saturated, exact]);
    expect(saturatingRows([row(weights)])).toHaveLength(1);
  });
});

const conv = (w: string, x: string, attributes = 'strides=[1,1]', y = '?,?') => `g (float[1,${x}] x) => (float[1,?,${y}] y)
  <float[${w}] w = random(seed=1, std=0.3), float[${w.split(',')[0]}] b = random(seed=2)> { [layer] y = Conv<${attributes}>(x, w, b) }`;
const layers: readonly [string, string][] = [
  ['Conv', conv('16,8,3,3', '8,6,6')],
  ['Conv of an odd number of channels', conv('16,5,3,3', '5,6,6')],
  ['pointwise Conv', conv('16,16,1,1', '16,3,3')],
  [
    'Conv of an image, padded to four channels',
    `g (float[1,3,8,8] x) => (float[1,?,?,?] y) <float[16,3,3,3] w = random(seed=1, std=0.3), float[16,16,3,3] v = random(seed=2, std=0.1)> {
      [a] c = Conv(x, w) [r] d = Relu(c) [b] y = Conv(d, v) }`,
  ],
  ['Conv in groups', conv('6,3,3,3', '6,6,6', 'group=2')],
  ['strided, dilated Conv', conv('16,8,3,3', '8,9,9', 'strides=[2,2], dilations=[2,2]')],
  ['1-D Conv', conv('16,5,3', '5,9', 'strides=[1]', '?')],
  [
    'Gemm',
    'g (float[4,24] x) => (float[4,9] y) <float[24,9] w = random(seed=1), float[9] b = random(seed=2)> { [layer] y = Gemm(x, w, b) }',
  ],
  [
    'transposed Gemm',
    'g (float[4,25] x) => (float[4,9] y) <float[9,25] w = random(seed=1), float[9] b = random(seed=2)> { [layer] y = Gemm<transB=1>(x, w, b) }',
  ],
  ['MatMul', 'g (float[2,4,24] x) => (float[2,4,9] y) <float[24,9] w = random(seed=1)> { [layer] y = MatMul(x, w) }'],
];

const uniform = (text: string, seed: number): Feeds => {
  const dims = parseModel(text).graph.inputs[0]?.shape as number[];
  const { data } = randomTensor(dims, { seed }) as Tensor & { data: Float32Array };
  return { x: { dtype: 'float32', dims, data: data.map((v) => Math.max(-3, Math.min(3, v))) } };
};
const made = async (text: string, backend: Backend) =>
  (await quantizeModel(parseModel(text), { backend, samples: [0, 1, 2, 3].map((s) => uniform(text, s)) })).artifact.model;

describe('weights that are guarded', () => {
  test.each(layers)('%s: no input can saturate, where without the guard some can', async (_, text) => {
    const [safe, unsafe] = [await kernelRows(await made(text, guarded)), await kernelRows(await made(text, integersWin))];
    expect(safe.length).toBeGreaterThan(0);
    expect(saturatingRows(safe)).toEqual([]);
    expect(saturatingRows(unsafe).length).toBeGreaterThan(0);
  });

  test.each(layers)('%s: onnxruntime computes the same with its fast kernels as with its precise ones, at the rails', async (_, text) => {
    const artifact = await made(text, guarded);
    for (const [name, feeds] of Object.entries(railFeeds(text))) {
      const [fast, exact] = await outputsOf(artifact, feeds);
      expect(fast?.data, name).toEqual(exact?.data);
    }
  });

  test('a depthwise convolution has nothing to guard', async () => {
    const text = conv('16,1,3,3', '16,8,8', 'group=16');
    const [safe, unsafe] = await Promise.all([guarded, integersWin].map((backend) => made(text, backend)));
    expect(await kernelRows(safe as Model)).toEqual([]);
    expect(weightsOf(safe as Model)).toEqual(weightsOf(unsafe as Model));
  });

  test('also where a bias that is too large for int32 widens their scale', async () => {
    const text = `g (float[4,24] x) => (float[4,2] y) <float[24,2] w = random(seed=1, std=1e-6), float[2] b = {3000, 1}> { [layer] y = Gemm(x, w, b) }`;
    const rows = await kernelRows(await made(text, guarded));
    expect(rows).toHaveLength(2);
    expect(saturatingRows(rows)).toEqual([]);
  });
});

const outputsOf = (model: Model, feeds: Feeds) =>
  Promise.all(
    (['saturating', 'exact'] as const).map(async (integers) => (await runModel(model, feeds, { optimization: 'all', integers }))['y']),
  );

/** At 255 alone, every pair of weights of one sign reaches its furthest sum. */
function railFeeds(text: string): Record<string, Feeds> {
  const { dims, data } = uniform(text, 9)['x'] as Tensor & { data: Float32Array };
  const at = (of: (v: number) => number): Feeds => ({ x: { dtype: 'float32', dims, data: data.map(of) } });
  return { high: at(() => 1e3), low: at(() => -1e3), mixed: at((v) => Math.sign(v) * 1e3) };
}

const weightsOf = (model: Model) =>
  [...model.graph.initializers]
    .filter((v) => v.dtype === 'int8' && (v.constant?.elementCount ?? 0) > 16)
    .map((v) => v.constant?.tensor.data);
