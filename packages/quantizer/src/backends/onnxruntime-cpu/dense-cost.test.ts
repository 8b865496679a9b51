import { parseModel } from '@octet/onnx';
import { randomFeeds, directRunner as runner } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { probeShapes } from '../../probe-shapes.ts';
import { backends } from '../index.ts';
import type { CostTable } from './costs/cost-table.ts';
import { integerConvKernel, integerConvNs } from './dense-cost.ts';

const free = { perMacNs: 0, perOutputNs: 0, perTapNs: 0, offGrid: 1 };
const noTiles = { perMacNs: 0, perOutputNs: 0, perPatchNs: 0, perTapNs: 0 };
const { costs } = backends['ort-cpu-vnni'];
/** Whose pixels are computed one by one. */
const backend = (priced: CostTable) => ({ ...backends['ort-cpu-vnni'], costs: priced });

/** [filters, channels, kernel, kernel] over 4x4 pixels. */
async function conv(filters: number, channels: number, kernel = 1) {
  const model = parseModel(
    `g (float[1,${channels},4,4] x) => (float[1,${filters},4,4] y) <float[${filters},${channels},${kernel},${kernel}] w = random(seed=1)> {
      y = Conv<pads=[${Array(4).fill((kernel - 1) / 2)}]>(x, w) }`,
  );
  await probeShapes(model, runner, randomFeeds(model, 1));
  return [...model.graph.nodes()][0] ?? expect.unreachable();
}

test('in tiles a convolution costs by multiply-accumulates, outputs, packed elements, and for more than 1x1 the taps of each pixel', async () => {
  const ns = async (tiles: Partial<typeof noTiles>, kernel: number) =>
    integerConvNs(
      await conv(16, 8, kernel),
      backend({ ...costs, dense: { ...costs.dense, integer: { ...free, perMacNs: 1e9 } }, tiles: { ...noTiles, ...tiles } }),
    );
  expect(await ns({ perMacNs: 1 }, 3)).toBeCloseTo(16 * 16 * 8 * 9);
  expect(await ns({ perOutputNs: 1 }, 3)).toBeCloseTo(16 * 16);
  expect(await ns({ perPatchNs: 1 }, 3)).toBeCloseTo(16 * 8 * 9);
  expect(await ns({ perTapNs: 1 }, 3)).toBeCloseTo(16 * 9);
  expect(await ns({ perTapNs: 1 }, 1)).toBe(0);
});

test('of two kernels the cheaper one counts, but off the grid of the symmetric one there is no choice', async () => {
  const priced = {
    ...costs,
    dense: { ...costs.dense, integer: { ...free, perMacNs: 1, perOutputNs: 1 } },
    tiles: { ...noTiles, perMacNs: 2 },
  };
  const cheap = { ...priced, tiles: { ...noTiles, perMacNs: 0.5 } };
  const onGrid = await conv(16, 4);
  expect([integerConvNs(onGrid, backend(priced)), integerConvKernel(onGrid, backend(priced)).tiles]).toEqual([
    16 * 16 * 4 + 16 * 16,
    false,
  ]);
  expect([integerConvNs(onGrid, backend(cheap)), integerConvKernel(onGrid, backend(cheap)).tiles]).toEqual([0.5 * 16 * 16 * 4, true]);
  const offGrid = await conv(15, 4);
  expect(integerConvNs(offGrid, backend(priced))).toBeCloseTo(2 * 16 * 15 * 4);
  expect(integerConvKernel(offGrid, backend(cheap)).tiles).toBe(false);
});

describe('pixels computed together', () => {
  const byMac = {
    ...free,
    perMacNs: 1,
    narrow: [
      { filters: 0, factor: 10 },
      { filters: 32, factor: 1 },
    ],
  };
  const priced = { ...backends['ort-cpu-vnni'], costs: { ...costs, dense: { ...costs.dense, integer: byMac }, perNodeNs: 0 } };
  const macs = 9 * 16 * 16 * 16;

  test('cost by a wider window, and by the row of their filters together', async () => {
    const node = await conv(16, 16, 3);
    // Two: a window of 3x4 for 3x3.
    expect(integerConvKernel(node, priced)).toMatchObject({ pixels: 2 });
    expect(integerConvNs(node, priced)).toBeCloseTo((macs * 4) / 3);
  });

  test('are so by half the taps, one node more', async () => {
    const node = await conv(16, 16, 3);
    const dear = { ...priced, costs: { ...priced.costs, perNodeNs: 1000 } };
    expect(integerConvNs(node, dear) - integerConvNs(node, priced)).toBeCloseTo(1000);
    const byTap = { ...priced, costs: { ...priced.costs, dense: { ...costs.dense, integer: { ...free, narrow: [], perTapNs: 1 } } } };
    // Four: windows of 3x6 on a quarter of 16 pixels.
    expect(integerConvNs(node, byTap)).toBeCloseTo(4 * 18);
  });

  test('are none where that does not pay', async () => {
    const even = { ...priced, costs: { ...priced.costs, dense: { ...costs.dense, integer: { ...free, perMacNs: 1 } } } };
    expect(integerConvKernel(await conv(16, 16, 3), even).pixels).toBe(1);
    expect(integerConvNs(await conv(16, 16, 3), even)).toBeCloseTo(macs);
  });
});
