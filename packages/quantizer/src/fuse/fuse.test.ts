import { readFileSync } from 'node:fs';
import { decodeModel, encodeToBuffer, type Model, parseModel, tensorOf } from '@octet/onnx';
import { expectEquivalent, opTypes, randomFeeds, randomTensor, directRunner as runner, zooFile } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import type { Feeds } from '../ports.ts';
import { probeShapes } from '../probe-shapes.ts';
import { type FusionRecord, fuse } from './fuse.ts';

async function fused(before: Model, feeds: Feeds = randomFeeds(before, 1)): Promise<{ after: Model; record: FusionRecord }> {
  const after = before.clone();
  const shapes = await probeShapes(after, runner, feeds);
  return { after, record: await fuse(after, { runner, shapes, verify: true }) };
}

test('a block of Conv, BatchNorm and a spelled-out HardSwish leaves Conv and HardSwish, with all origins', async () => {
  const before =
    parseModel(`g (float[1,3,8,8] x) => (y) <float[4,3,3,3] w = random(seed=1, std=0.3), float[4] g = {1,2,3,4}, float[4] b = {0,1,0,1},
      float[4] m = {0,0.5,0,1}, float[4] v = {1,1,2,1}, int64[8] p = {0,0,1,1,0,0,1,1}> {
    [pad] a = Pad(x, p) [conv] c = Conv(a, w) [bn] n = BatchNormalization(c, g, b, m, v)
    three = Constant<value_float = 3.0>() zero = Constant<value_float = 0.0>() six = Constant<value_float = 6.0>()
    [add] s = Add(n, three) [clip] k = Clip(s, zero, six) [mul] u = Mul(n, k) [div] y = Div(u, six) }`);
  const { after, record } = await fused(before);
  expect(opTypes(after)).toEqual(['Conv', 'HardSwish']);
  const [conv, swish] = [...after.graph.nodes()];
  expect([...(conv?.origins ?? [])].sort()).toEqual(['bn', 'conv', 'fold-batch-norm', 'fold-pad', 'pad']);
  expect([...(swish?.origins ?? [])].sort()).toEqual(['add', 'clip', 'div', 'hard-swish', 'mul']);
  expect([record.nodesBefore, record.nodesAfter, record.modified]).toEqual([10, 2, true]);
  await expectEquivalent(before, after, { rtol: 1e-5, atol: 1e-5, seed: 2 });
});

test('the spelled-out HardSigmoid behind a Conv is not taken apart', async () => {
  const before =
    parseModel(`g (float[1,3,1,1] x) => (y) <float[4,3,1,1] w = random(seed=1, std=0.3), float three = {3}, float zero = {0}, float six = {6}> {
    c = Conv(x, w) s = Add(c, three) k = Clip(s, zero, six) y = Div(k, six) }`);
  const { after } = await fused(before);
  expect(opTypes(after)).toEqual(['Conv', 'HardSigmoid']);
});

test('weights that are listed as inputs are no inputs any more, and are folded', async () => {
  const before = parseModel(
    '<ir_version: 3, opset_import: ["" : 13]> g (float[1,3,4,4] x, float[2,3,1,1] w = random(seed=1, std=1)) => (y) <float two = {2}> { t = Conv(x, w) y = Mul(t, two) }',
  );
  const { after, record } = await fused(before);
  expect(record.formerInputs).toEqual(['w']);
  expect(after.irVersion).toBe(4);
  expect(after.graph.inputs.map((v) => v.name)).toEqual(['x']);
  expect(opTypes(after)).toEqual(['Conv']);
});

test('a float16 model is folded in float32 behind its float16 interface', async () => {
  const before =
    parseModel(`g (float16[1,3,4,4] x) => (float16[1,2,4,4] y) <float16[2,3,1,1] w = {15360, 49152, 14336, 17408, 17664, 13312}, float16[2,1,1] k = {15872, 16896}> {
    t = Conv(x, w) y = Mul(t, k) }`);
  const { after, record } = await fused(before);
  expect(record.wasFloat16).toBe(true);
  expect(opTypes(after)).toEqual(['Cast', 'Conv', 'Cast']);
  await expectEquivalent(before, after, { rtol: 3e-3, atol: 3e-3, seed: 2 });
});

test('a Gelu brings its domain into the imports', async () => {
  const before = parseModel(`g (float[1,3,4,4] x) => (y) <float half = {0.5}, float one = {1}, float root = {1.4142135}> {
    d = Div(x, root) e = Erf(d) a = Add(e, one) m = Mul(x, a) y = Mul(m, half) }`);
  const { after } = await fused(before);
  expect(after.opsets.get('com.microsoft')).toBe(1);
  await expectEquivalent(before, after, { rtol: 1e-5, atol: 1e-6, seed: 2 });
});

test('a Clip of an old opset keeps its bounds, which are attributes', async () => {
  const before = parseModel(
    '<ir_version: 8, opset_import: ["" : 9]> g (float[1,64] x) => (y) { t = Clip<min=-0.5, max=0.5>(x) u = Clip<min=0.0>(t) y = Neg(u) }',
  );
  const { after } = await fused(before);
  expect(opTypes(after)).toEqual(['Clip', 'Relu', 'Neg']);
  await expectEquivalent(before, after, { rtol: 0, atol: 0, seed: 2 });
});

test('the record is frozen, and says what was refused', async () => {
  const before = parseModel(
    `g (float[1,3,8,8] x) => (y, z) <float[4,3,3,3] w = random(seed=1, std=0.3), float two = {2}> { [c] t = Conv(x, w) [m] y = Mul(t, two) z = Relu(t) }`,
  );
  const { record } = await fused(before);
  expect(record.refused).toEqual([{ rule: 'fold-affine-after', node: 'm', reason: 'the output "t" of Conv "c" also feeds Relu "z"' }]);
  expect(Object.isFrozen(record) && Object.isFrozen(record.refused) && Object.isFrozen(record.refused[0])).toBe(true);
});

describe('models of the zoo keep their function', () => {
  test.for<readonly [string, readonly string[] | undefined]>([
    ['minicnn.onnx', ['Conv', 'Relu', 'Conv', 'Relu', 'MaxPool', 'Reshape', 'Gemm', 'Relu', 'Gemm']],
    ['ultraface_rfb320.onnx', undefined],
    ['cifar10_resnet20.onnx', undefined],
    ['mobilenetv1_025_224_imagenet1001.onnx', undefined],
    ['squeezenet11_fp32_from_fp16.onnx', undefined],
    ['yolox_nano.onnx', undefined],
    ['mnist_cntk.onnx', ['Conv', 'Relu', 'MaxPool', 'Conv', 'Relu', 'MaxPool', 'Reshape', 'Gemm']],
    ['silero_vad.onnx', undefined],
  ])('%s, and none keeps a BatchNormalization', { timeout: 60_000 }, async ([name, ops], { skip }) => {
    const path = zooFile(name);
    if (path === undefined) return skip();
    const before = decodeModel(readFileSync(path));
    const feeds = name === 'silero_vad.onnx' ? speech : randomFeeds(before, 2);
    const { after, record } = await fused(before, feeds);
    expect(opTypes(after)).not.toContain('BatchNormalization');
    if (ops !== undefined) expect(opTypes(after)).toEqual(ops);
    await expectEquivalent(before, after, { rtol: 1e-4, atol: 1e-5, feeds });
    expect(decodeModel(encodeToBuffer(after)).graph.nodeCount).toBe(record.nodesAfter);
  });
});

/** 32 ms at 16 kHz, and an empty state. */
const speech: Feeds = {
  input: randomTensor([1, 512], { seed: 3, std: 0.1 }),
  state: randomTensor([2, 1, 128], { seed: 4, std: 0 }),
  sr: tensorOf.int64([16_000], []),
};
