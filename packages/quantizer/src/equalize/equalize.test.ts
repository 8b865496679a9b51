import { type Model, type Node, parseModel, verifyModel } from '@octet/onnx';
import { expectEquivalent } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { type EqualizationRecord, equalize } from './equalize.ts';

function equalized(text: string, limits: { kept?: string; fixed?: string } = {}): { before: Model; after: Model } & EqualizationRecord {
  const before = parseModel(text);
  const after = before.clone();
  const kept = new Set([...after.graph.nodes()].filter((n) => n.name === limits.kept));
  const record = equalize(after, { kept, fixed: new Set(limits.fixed === undefined ? [] : [limits.fixed]) });
  verifyModel(after);
  return { before, after, ...record };
}

/** Largest |weight| of each output channel, or of each input channel, of a Conv with group 1 or one filter a channel. */
function ranges(model: Model, name: string, of: 'out' | 'in'): number[] {
  const node = [...model.graph.nodes()].find((n) => n.name === name) as Node;
  const { dims, data } = node.input(1)?.constant?.tensor ?? ({ dims: [], data: [] } as never);
  const [m = 0, c = 0] = dims;
  const inner = data.length / m / c;
  const all = new Array<number>(of === 'out' ? m : c).fill(0);
  (data as Float32Array).forEach((w, i) => {
    const at = of === 'out' ? Math.floor(i / inner / c) : Math.floor(i / inner) % c;
    all[at] = Math.max(all[at] as number, Math.abs(w));
  });
  return all;
}

const spread = 'random(seed=1, std=0.3)';
const pair = (between: string, outputs = 'float[1,3,6,6] y') => `g (float[1,2,6,6] x) => (${outputs}) <float[4,2,3,3] w = ${spread},
  float[4] b = random(seed=2), float[4] f = {0.01, 1, 30, 0.2}, float[3,4,1,1] v = random(seed=3, std=0.3), float[3] d = random(seed=4), float zero = {0}, float six = {6}> {
  [a] c = Conv<pads=[1,1,1,1]>(x, w, b) ${between} [z] y = Conv(e, v, d) }`;

describe('equalizes', () => {
  test('Conv, Relu, Conv: both have the same range on every channel, and the model computes what it did', async () => {
    const { before, after, equalized: chains } = equalized(pair('e = Relu(c)'));
    expect(chains.map((e) => [e.nodes, e.channelCount])).toEqual([[['a', 'z'], 4]]);
    await expectEquivalent(before, after, { rtol: 1e-5, atol: 1e-5, seed: 7 });
    const [r1, r2] = [ranges(after, 'a', 'out'), ranges(after, 'z', 'in')];
    const product = ranges(before, 'a', 'out').map((r, i) => Math.sqrt(r * (ranges(before, 'z', 'in')[i] as number)));
    for (const [i, g] of product.entries()) {
      expect(r1[i]).toBeCloseTo(g, 5);
      expect(r2[i]).toBeCloseTo(g, 5);
    }
  });

  test('a depthwise triple: all three have the cube root of the product', async () => {
    const {
      before,
      after,
      equalized: chains,
    } = equalized(`g (float[1,3,6,6] x) => (float[1,2,6,6] y) <float[4,3,1,1] w = ${spread},
      float[4] b = random(seed=2), float[4,1,3,3] dw = random(seed=3, std=4), float[4] db = random(seed=4), float[2,4,1,1] v = random(seed=5, std=0.02)> {
      [a] c = Conv(x, w, b) d = Relu(c) [dw] e = Conv<group=4, pads=[1,1,1,1]>(d, dw, db) f = LeakyRelu(e) [z] y = Conv(f, v) }`);
    expect(chains.map((e) => e.nodes)).toEqual([['a', 'dw', 'z']]);
    expect(chains[0]?.rangeRatioAfter).toBeLessThan(chains[0]?.rangeRatioBefore as number);
    await expectEquivalent(before, after, { rtol: 1e-5, atol: 1e-5, seed: 7 });
    const [first, second, third] = [ranges(after, 'a', 'out'), ranges(after, 'dw', 'out'), ranges(after, 'z', 'in')];
    for (let i = 0; i < 4; i++) {
      expect(second[i]).toBeCloseTo(first[i] as number, 4);
      expect(third[i]).toBeCloseTo(first[i] as number, 4);
    }
  });

  test('three dense layers, until both pairs agree; Gemm with beta and a transposed weight', async () => {
    const {
      before,
      after,
      equalized: chains,
    } = equalized(`g (float[2,5] x) => (float[2,3] y) <float[5,4] w = random(seed=1, std=3),
      float[4] b = random(seed=2), float[6,4] u = random(seed=3, std=0.1), float[6] c = random(seed=4), float[6,3] v = random(seed=5)> {
      [a] d = Gemm<beta=0.5>(x, w, b) e = Relu(d) [m] f = Gemm<transB=1, alpha=2.0>(e, u, c) g = Relu(f) [z] y = MatMul(g, v) }`);
    expect(chains.map((e) => e.nodes)).toEqual([
      ['a', 'm'],
      ['m', 'z'],
    ]);
    await expectEquivalent(before, after, { rtol: 1e-5, atol: 1e-5, seed: 7 });
    const again = equalize(after, { kept: new Set(), fixed: new Set() }).equalized;
    for (const [i, { rangeRatioBefore }] of again.entries()) expect(rangeRatioBefore).toBeCloseTo(chains[i]?.rangeRatioAfter as number, 1);
  });

  test('through a pool, and leaves a dead channel as it is', async () => {
    const {
      before,
      after,
      equalized: chains,
    } = equalized(`g (float[1,2,6,6] x) => (float[1,3,1,1] y) <float[2,2,1,1] w = {1, 2, 0, 0},
      float[2] b = {1, 0.5}, float[3,2,1,1] v = random(seed=3, std=5)> {
      [a] c = Conv(x, w, b) d = MaxPool<kernel_shape=[2,2], strides=[2,2]>(c) e = GlobalAveragePool(d) [z] y = Conv(e, v) }`);
    expect(chains).toHaveLength(1);
    await expectEquivalent(before, after, { rtol: 1e-5, atol: 1e-5, seed: 7 });
    expect(ranges(after, 'a', 'out')[1]).toBe(0);
    expect(ranges(after, 'z', 'in')[1]).toBe(ranges(before, 'z', 'in')[1]);
  });

  test('a weight that another node reads too: that one keeps it', async () => {
    const { before, after } = equalized(`g (float[1,4,6,6] x) => (float[1,4,6,6] y) <float[4,4,1,1] w = random(seed=1, std=3)> {
      [a] c = Conv(x, w) d = Relu(c) [z] e = Conv(d, w) [s] f = Sigmoid(e) [o] y = Conv(f, w) }`);
    expect(ranges(after, 'a', 'out')).not.toEqual(ranges(before, 'a', 'out'));
    expect(ranges(after, 'o', 'in')).toEqual(ranges(before, 'o', 'in'));
    await expectEquivalent(before, after, { rtol: 1e-5, atol: 1e-5, seed: 7 });
  });
});

test.each([
  ['an output that is read twice', pair('r = Relu(c) s = Sigmoid(r) e = Mul(r, s)'), '"r" is read in 2 places'],
  ['a Clip at 6', pair('e = Clip(c, zero, six)'), /Clip .* does not scale with its input/],
  ['a graph output between', pair('e = Relu(c)', 'float[1,3,6,6] y, float[1,4,6,6] e'), '"e" is an output of the model'],
  ['channels that move', pair('e = Transpose<perm=[0,1,3,2]>(c)'), /Transpose .* does not scale with its input/],
])('refuses %s', (_, text, reason) => {
  const { before, after, equalized: chains, refused } = equalized(text);
  expect(chains).toEqual([]);
  expect(refused[0]?.reason).toEqual(typeof reason === 'string' ? reason : expect.stringMatching(reason));
  expect(ranges(after, 'a', 'out')).toEqual(ranges(before, 'a', 'out'));
});

test('refuses what the recipe excludes and values of which it states the range', () => {
  expect(equalized(pair('e = Relu(c)'), { kept: 'z' }).refused[0]?.reason).toMatch(/^the recipe excludes Conv "z"/);
  expect(equalized(pair('e = Relu(c)'), { fixed: 'e' }).refused[0]?.reason).toBe('the recipe states the range of "e"');
});
