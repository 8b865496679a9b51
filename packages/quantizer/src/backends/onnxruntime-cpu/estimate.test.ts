import { parseModel } from '@octet/onnx';
import { randomFeeds, directRunner as runner } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { probeShapes } from '../../probe-shapes.ts';
import type { Placement, Plan, QuantSpec } from '../../spec.ts';
import { freeCosts, freeDense } from '../../testing/free-costs.ts';
import { backends } from '../index.ts';
import type { CostTable } from './costs/cost-table.ts';
import { estimateUs } from './estimate.ts';

interface Situation {
  readonly costs: Partial<CostTable>;
  /** By node name; others are float. */
  readonly placements?: Readonly<Record<string, Placement>>;
  /** Values that have integers, and of these the ones that a float node makes. */
  readonly quantized?: readonly string[];
  readonly quantizedFloats?: readonly string[];
}

/** ns, of the one thing that `costs` does not give away. */
async function ns(text: string, { costs, placements = {}, quantized = [], quantizedFloats = [] }: Situation): Promise<number> {
  const model = parseModel(text);
  await probeShapes(model, runner, randomFeeds(model, 1));
  const spec: QuantSpec = { kind: 'observed', sources: [], nonNegative: false };
  const plan: Plan = {
    backend: 'ort-cpu-vnni',
    nodes: new Map([...model.graph.nodes()].map((n) => [n.name, { node: n.name, op: n.opName, placement: placements[n.name] ?? 'float' }])),
    specs: new Map([...quantized, ...quantizedFloats].map((name) => [name, spec])),
    quantizedFloats: new Set(quantizedFloats),
  };
  return 1000 * estimateUs(model, plan, { ...backends['ort-cpu-vnni'], costs: { ...freeCosts, ...costs } });
}

const conv = (filters: number, channels: number, kernel = 1) =>
  `g (float[1,${channels},4,4] x) => (float[1,${filters},4,4] y) <float[${filters},${channels},${kernel},${kernel}] w = random(seed=1)> {
    [a] y = Conv<pads=[${Array(4).fill((kernel - 1) / 2)}]>(x, w) }`;

describe('a convolution', () => {
  const dense = {
    float: { perMacNs: 1, perOutputNs: 1000, perTapNs: 0, offGrid: 3 },
    integer: { perMacNs: 2, perOutputNs: 0, perTapNs: 100, offGrid: 5 },
  };

  test('costs by its multiply-accumulates, its outputs, and for more than 1x1 the taps of each pixel', async () => {
    expect(await ns(conv(16, 16), { costs: { dense } })).toBeCloseTo(16 * 16 * 16 + 1000 * 256);
    expect(await ns(conv(16, 16), { costs: { dense }, placements: { a: 'integer' } })).toBeCloseTo(2 * 16 * 16 * 16);
    const threeByThree = { costs: { dense }, placements: { a: 'integer' } as const };
    expect(await ns(conv(16, 16, 3), threeByThree)).toBeCloseTo(2 * 9 * 16 * 16 * 16 + 100 * 9 * 16);
  });

  test('off its grid costs more: floats in all, integers in what im2col adds', async () => {
    expect(await ns(conv(17, 16), { costs: { dense } })).toBeCloseTo(3 * (16 * 17 * 16 + 1000 * 17 * 16));
    expect(await ns(conv(18, 16, 3), { costs: { dense }, placements: { a: 'integer' } })).toBeCloseTo(
      2 * 9 * 16 * 18 * 16 + 5 * 100 * 9 * 16,
    );
    // A float stem of up to four channels is no exception.
    expect(await ns(conv(16, 3), { costs: { dense } })).toBeCloseTo(3 * 16 * 16 + 1000 * 256);
  });

  test('with one filter a channel costs by the row of its channels, with some a group by that of groups', async () => {
    const grouped = (group: number) =>
      `g (float[1,16,4,4] x) => (float[1,16,4,4] y) <float[16,${16 / group},1,1] w = random(seed=1)> { [a] y = Conv<group=${group}>(x, w) }`;
    const rows = [
      { channels: 0, perMacNs: 1 },
      { channels: 16, perMacNs: 2 },
      { channels: 32, perMacNs: 4 },
    ];
    const costs = { depthwise: { float: rows, integer: rows }, grouped: { float: { ...freeDense, perMacNs: 7 }, integer: freeDense } };
    expect(await ns(grouped(16), { costs })).toBeCloseTo(2 * 256);
    expect(await ns(grouped(4), { costs })).toBeCloseTo(7 * 4 * 256);
  });
});

test('a product costs by its own row', async () => {
  const product = { float: { ...freeDense, perMacNs: 1 }, integer: { ...freeDense, perMacNs: 10 } };
  const text = 'g (float[2,3] x) => (float[2,5] y) <float[3,5] w = random(seed=1)> { [a] y = Gemm(x, w) }';
  expect(await ns(text, { costs: { product } })).toBeCloseTo(30);
  expect(await ns(text, { costs: { product }, placements: { a: 'integer' } })).toBeCloseTo(300);
});

describe('a rectifier', () => {
  const perElementNs = { ...freeCosts.perElementNs, elementwise: { float: 1, integer: 10 } };
  const after = (op: string) =>
    `g (float[1,2,4,4] x) => (float[1,2,4,4] y) <float[2,2,1,1] w = random(seed=1)> { [a] c = ${op} [r] y = Relu(c) }`;

  test('in float costs nothing behind a convolution, and its elements behind anything else', async () => {
    expect(await ns(after('Conv(x, w)'), { costs: { perElementNs } })).toBe(0);
    expect(await ns(after('Neg(x)'), { costs: { perElementNs } })).toBeCloseTo(32 + 32);
  });

  test('costs nothing where it vanishes into a range, and its elements where it is computed on integers', async () => {
    const costs = { perElementNs };
    expect(await ns(after('Conv(x, w)'), { costs, placements: { a: 'integer', r: 'absorbed' } })).toBe(0);
    expect(await ns(after('Conv(x, w)'), { costs, placements: { a: 'integer', r: 'integer' } })).toBeCloseTo(320);
  });
});

test('every node costs its dispatch, but those that vanish', async () => {
  const text = 'g (float[2] x) => (float[2] y) { [a] c = Neg(x) [b] d = Relu(c) [c] y = Exp(d) }';
  expect(await ns(text, { costs: { perNodeNs: 5 } })).toBeCloseTo(15);
  expect(await ns(text, { costs: { perNodeNs: 5 }, placements: { b: 'absorbed' } })).toBeCloseTo(10);
});

describe('a change of sides', () => {
  const costs = { quantizeNs: 100, dequantizeNs: 1 };
  const text = `g (float[1,2,2,2] x) => (float[1,2,2,2] y, float[1,2,2,2] z) <float[2,2,1,1] w = random(seed=1)> {
    [a] c = Conv(x, w) [b] y = Conv(c, w) [d] z = Neg(c) }`;

  test('costs a pass over the value, once for all its readers on that side', async () => {
    expect(await ns(text, { costs, placements: { a: 'integer' }, quantized: ['c'] })).toBeCloseTo(8);
    expect(await ns(text, { costs, placements: { b: 'integer', d: 'integer' }, quantizedFloats: ['c'] })).toBeCloseTo(800);
  });

  test('costs nothing where maker and readers are on one side', async () => {
    expect(await ns(text, { costs })).toBe(0);
    expect(await ns(text, { costs, placements: { a: 'integer', b: 'integer', d: 'integer' }, quantized: ['x', 'c'] })).toBe(0);
  });
});
