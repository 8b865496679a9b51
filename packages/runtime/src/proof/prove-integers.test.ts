import { encodeToBuffer, parseModel } from '@octet/onnx';
import type { Feeds } from '@octet/quantizer';
import { expect, test } from 'vitest';
import { optimizedGraph } from './optimized-graph.ts';
import { proofOf, proveIntegers } from './prove-integers.ts';

const floatConv = `conv (float[1,4,8,8] x) => (float[1,16,8,8] y)
<float[16,4,3,3] w = random(seed=1, std=0.1)> {
  [conv] y = Conv<pads = [1, 1, 1, 1]>(x, w)
}`;

const integerConv = `conv (float[1,4,8,8] x) => (float[1,16,8,8] y)
<int8[16,4,3,3] w = random(seed=1, min=-127, max=127), float sw = {0.002}, int8 zw = {0},
 float sx = {0.02}, uint8 zx = {128}, float sy = {0.03}, uint8 zy = {128}> {
  xq = QuantizeLinear(x, sx, zx)
  xd = DequantizeLinear(xq, sx, zx)
  wd = DequantizeLinear(w, sw, zw)
  [conv] c = Conv<pads = [1, 1, 1, 1]>(xd, wd)
  cq = QuantizeLinear(c, sy, zy)
  y = DequantizeLinear(cq, sy, zy)
}`;

/** A matrix product with no Q behind and a bias: its weights are turned back to float on every run. */
const trap = `linear (float[4,32] x) => (float[4,32] y)
<int8[32,32] w = random(seed=2, min=-127, max=127), float sw = {0.002}, int8 zw = {0}, float sx = {0.02}, uint8 zx = {128},
 float[32] bias = random(seed=3)> {
  xq = QuantizeLinear(x, sx, zx)
  xd = DequantizeLinear(xq, sx, zx)
  wd = DequantizeLinear(w, sw, zw)
  m = MatMul(xd, wd)
  y = Add(m, bias)
}`;

const encoded = (text: string) => encodeToBuffer(parseModel(text));
const feeds = (...dims: number[]): Feeds[] => {
  const count = dims.reduce((a, b) => a * b, 1);
  return [{ x: { dtype: 'float32', dims, data: Float32Array.from({ length: count }, (_, i) => Math.sin(i)) } }];
};

test('a quantized convolution is proven to run in integers, with its multiply-accumulates and time', async () => {
  const proof = await proveIntegers(encoded(integerConv), feeds(1, 4, 8, 8), { runs: 4 });
  expect(proof.linear).toEqual({ integer: 1, float: 0 });
  expect(proof.integerMacsShare).toBe(1);
  expect(proof.weightDequantizeCount).toBe(0);
  expect(proof.transposeCount).toBe(2);
  const conv = proof.nodes.find((n) => n.linear);
  expect(conv).toMatchObject({ opType: 'QLinearConv', kernel: 'integer', macs: 8 * 8 * 16 * 4 * 9 });
  expect(conv?.timeUs).toBeGreaterThan(0);
  expect(proof.nodes.every((n) => n.timeUs > 0)).toBe(true);
  expect(proof.timeShare.integer + proof.timeShare.float + proof.timeShare['data-movement']).toBeCloseTo(1, 9);
});

test('the same convolution in float is proven to run in float', async () => {
  const proof = await proveIntegers(encoded(floatConv), feeds(1, 4, 8, 8), { runs: 4 });
  expect(proof).toMatchObject({ linear: { integer: 0, float: 1 }, integerMacsShare: 0, weightDequantizeCount: 0 });
  expect(proof.timeShare.integer).toBe(0);
});

test('weights that are dequantized on every run are counted', async () => {
  const proof = await proveIntegers(encoded(trap), feeds(4, 32), { runs: 2 });
  expect(proof.linear).toEqual({ integer: 0, float: 1 });
  expect(proof.weightDequantizeCount).toBe(1);
});

test('a proof needs an input, stops when asked, and passes on what onnxruntime refuses', async () => {
  const model = encoded(floatConv);
  await expect(proveIntegers(model, [])).rejects.toMatchObject({ code: 'calibration/no-samples' });
  await expect(proveIntegers(model, feeds(1, 4, 8, 8), { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'canceled' });
  await expect(proveIntegers(model, feeds(1, 4, 9, 9), {})).rejects.toMatchObject({ code: 'runtime/run-failed', where: 'x' });
  await expect(proveIntegers(new Uint8Array(9), feeds(1), {})).rejects.toMatchObject({ code: 'runtime/load-failed' });
});

test('the optimised graph holds the fused node at level all and the written ones at level disabled', async () => {
  const ops = async (level: 'all' | 'disabled') =>
    [...(await optimizedGraph(encoded(integerConv), level)).graph.nodes()].map((n) => n.opType);
  expect(await ops('all')).toContain('QLinearConv');
  expect(await ops('disabled')).toContain('Conv');
});

test('time of a body counts once, at the nodes of the body', () => {
  const model = parseModel(`g (bool c, float[2] x) => (y) {
    [choice] y = If<then_branch = yes () => (a) { [inner] a = Neg(x) }, else_branch = no () => (b) { [other] b = Abs(x) }>(c) }`);
  const seen = { index: 0, inputs: [{ dtype: 'float32' as const, dims: [2] }], outputs: [] };
  const proof = proofOf(
    model,
    [
      { ...seen, name: 'choice', opType: 'If', timeUs: 12, inputs: [] },
      { ...seen, name: 'inner', opType: 'Neg', timeUs: 10 },
    ],
    { threads: 1, runCount: 1 },
  );
  expect(proof.kernelTimeUs).toBe(10);
  expect(proof.nodes.map((n) => [n.name, n.timeUs])).toEqual([
    ['choice', 0],
    ['inner', 10],
    ['other', 0],
  ]);
});

test('a product in a branch that did not run leaves the share of multiply-accumulates known', () => {
  const model = parseModel(`g (bool c, float[2,2] x) => (y) {
    [choice] y = If<then_branch = yes () => (a) { [inner] a = MatMul(x, x) }, else_branch = no () => (b) { [other] b = MatMul(x, x) }>(c) }`);
  const tensor = { dtype: 'float32' as const, dims: [2, 2] };
  const proof = proofOf(model, [{ name: 'inner', opType: 'MatMul', index: 0, timeUs: 1, inputs: [tensor, tensor], outputs: [tensor] }], {
    threads: 1,
    runCount: 1,
  });
  expect(proof).toMatchObject({ linear: { integer: 0, float: 2 }, integerMacsShare: 0 });
  expect(proof.nodes.map((n) => n.macs)).toEqual([undefined, 8, undefined]);
});
