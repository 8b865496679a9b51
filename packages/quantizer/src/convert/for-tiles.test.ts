import { randomFeeds, rng, runModel } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { amxCosts } from '../targets/cost-table.ts';
import { targets } from '../targets/index.ts';
import type { Target } from '../targets/target.ts';
import { integersWin } from '../testing/quantize-model.ts';
import { quantizeText } from '../testing/quantize-text.ts';
import { forTiles } from './for-tiles.ts';
import { quantizeWeight } from './quantize-weight.ts';

test('integers less zero points are what they were, for weights of all sizes', () => {
  const random = rng(7);
  const w = Float32Array.from({ length: 4 * 6 }, () => random.normal());
  w[2] = -9; // the largest of its channel, at −127
  const weight = quantizeWeight(w, [4, 6], { axis: 0, granularity: 'per-channel', saturationGuard: false });
  const { q, zeroPoints } = forTiles(weight);
  expect([...zeroPoints]).toEqual([-1, 0, 0, 0]);
  expect(q[2]).toBe(-128);
  expect([...q].map((x, i) => x - (zeroPoints[Math.floor(i / 6)] as number))).toEqual([...weight.q]);
});

describe('on a CPU with tile units', () => {
  const costs = { ...integersWin.costs, tiles: amxCosts.tiles };
  const withTiles: Target = { ...targets['ort-cpu-amx'], costs };
  const withoutTiles: Target = { ...targets['ort-cpu-vnni'], costs: integersWin.costs };
  const convolution = (channels: number, group = 1) =>
    `g (float[1,${channels},6,6] x) => (float[1,${channels},6,6] y) <float[${channels},${channels / group},3,3] w = random(seed=1, std=0.1)> {
      [a] y = Conv<pads=[1,1,1,1], group=${group}>(x, w) }`;
  const zeroPointsOf = async (text: string, target: Target) => {
    const { artifact } = await quantizeText(text, { target });
    const conv = [...artifact.model.graph.nodes()].find((n) => n.opType === 'Conv');
    const zeroPoints = conv?.input(1)?.producer?.input(2)?.constant?.tensor.data;
    return Array.from(zeroPoints ?? expect.unreachable(), Number);
  };

  test('a convolution of many channels is kept from the symmetric kernel, and one of few is not', async () => {
    expect((await zeroPointsOf(convolution(128), withTiles)).slice(0, 3)).toEqual([-1, 0, 0]);
    expect(new Set(await zeroPointsOf(convolution(16), withTiles))).toEqual(new Set([0]));
  });

  test('nor is one that has groups, or meets a CPU without them', async () => {
    expect(new Set(await zeroPointsOf(convolution(128, 128), withTiles))).toEqual(new Set([0]));
    expect(new Set(await zeroPointsOf(convolution(128), withoutTiles))).toEqual(new Set([0]));
  });

  test('computes what it would compute elsewhere, bit for bit', async () => {
    const [tiled, plain] = [
      await quantizeText(convolution(128), { target: withTiles }),
      await quantizeText(convolution(128), { target: withoutTiles }),
    ];
    const feeds = randomFeeds(plain.model, 3);
    const outputs = await Promise.all([tiled, plain].map(({ artifact }) => runModel(artifact.model, feeds, { optimization: 'all' })));
    expect(outputs[0]?.['y']?.data).toEqual(outputs[1]?.['y']?.data);
  });
});
