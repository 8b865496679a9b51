import type { Model } from '@octet/onnx';
import { randomFeeds, runModel } from '@octet/testing';
import { expect, test } from 'vitest';
import { linearBias, linearWeight } from '../linear/linear-weight.ts';
import { dequantizeValue, quantizeValue } from '../qparams/affine.ts';
import { quantizeText } from '../testing/quantize-text.ts';
import { quantizeBias, quantizeWeight } from './quantize-weight.ts';

/**
 * What the artifact must compute: the float operator on the numbers that its integers stand for, rounded once. Anything beyond half a step of
 * the output is a fault of the conversion, not of quantization.
 */
test.each([
  [
    'Conv',
    'g (float[1,4,9,9] x) => (float[1,6,5,5] y) <float[6,4,3,3] w = random(seed=1, std=0.3), float[6] b = random(seed=2)> { [a] y = Conv<pads=[1,1,1,1], strides=[2,2]>(x, w, b) }',
  ],
  [
    'depthwise Conv',
    'g (float[1,4,9,9] x) => (float[1,4,7,7] y) <float[4,1,3,3] w = random(seed=1, std=0.3), float[4] b = random(seed=2)> { [a] y = Conv<group=4>(x, w, b) }',
  ],
  [
    'grouped, dilated Conv',
    'g (float[1,4,9,9] x) => (float[1,6,5,5] y) <float[6,2,3,3] w = random(seed=1, std=0.3), float[6] b = random(seed=2)> { [a] y = Conv<group=2, dilations=[2,2]>(x, w, b) }',
  ],
  [
    '1-D Conv',
    'g (float[1,4,9] x) => (float[1,6,7] y) <float[6,4,3] w = random(seed=1, std=0.3), float[6] b = random(seed=2)> { [a] y = Conv(x, w, b) }',
  ],
  [
    '3-D Conv',
    'g (float[1,2,5,5,5] x) => (float[1,3,3,3,3] y) <float[3,2,3,3,3] w = random(seed=1, std=0.3), float[3] b = random(seed=2)> { [a] y = Conv(x, w, b) }',
  ],
])('%s: within half a step of the float operator on the same integers', async (_, text) => {
  const { model, artifact } = await quantizeText(text);
  const [x, y] = [artifact.integers.get('x'), artifact.integers.get('y')];
  if (x === undefined || y === undefined) throw new Error('no integers');
  const feeds = randomFeeds(model, 11);
  const actual = (await runModel(artifact.model, feeds, { optimization: 'all' }))['y']?.data as Float32Array;
  const rounded = Float32Array.from((feeds['x']?.data ?? []) as Float32Array, (v) => dequantizeValue(quantizeValue(v, x.params), x.params));
  const given = { x: { dtype: 'float32' as const, dims: feeds['x']?.dims ?? [], data: rounded } };
  const expected = (await runModel(onRoundedWeights(model, x.params.scale), given, { optimization: 'disabled' }))['y']
    ?.data as Float32Array;
  const [low, high] = [dequantizeValue(0, y.params), dequantizeValue(255, y.params)];
  expected.forEach((v, i) => {
    const clipped = Math.min(high, Math.max(low, v));
    expect(Math.abs(clipped - (actual[i] as number)) / y.params.scale).toBeLessThan(0.501);
  });
});

/** The float model on the numbers that integer weights and biases stand for. */
function onRoundedWeights(source: Model, inputScale: number): Model {
  const model = source.clone();
  const [node] = model.graph.nodes();
  if (node === undefined) throw new Error('no node');
  const { w, dims, axis } = linearWeight(node);
  const bias = linearBias(node, dims[axis] as number) ?? new Float32Array(dims[axis] as number);
  const made = quantizeBias(bias, quantizeWeight(w, dims, { axis, granularity: 'per-channel' }), w, inputScale);
  const { q, scales } = made.weight;
  const inner = dims.slice(axis + 1).reduce((a, b) => a * b, 1);
  const back = Float32Array.from(q, (v, i) => v * (scales[Math.floor(i / inner) % scales.length] as number));
  node.setInput(1, model.graph.addConstant({ dtype: 'float32', dims, data: back }));
  const biases = Float32Array.from(made.bias, (b, c) => b * (made.biasScales[c] as number));
  node.setInput(2, model.graph.addConstant({ dtype: 'float32', dims: [biases.length], data: biases }));
  return model;
}
