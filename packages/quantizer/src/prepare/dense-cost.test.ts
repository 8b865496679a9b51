import { parseModel } from '@octet/onnx';
import { randomFeeds, directRunner as runner } from '@octet/testing';
import { expect, test } from 'vitest';
import { probeShapes } from '../shape-probe.ts';
import { targets } from '../targets/index.ts';
import { integerConvNs, isFasterInTiles } from './dense-cost.ts';

const free = { perMacNs: 0, perOutputNs: 0, perTapNs: 0, offGrid: 1 };
const noTiles = { perMacNs: 0, perOutputNs: 0, perPatchNs: 0, perTapNs: 0 };
const { costs } = targets['ort-cpu-vnni'];

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
    integerConvNs(await conv(16, 8, kernel), {
      ...costs,
      dense: { ...costs.dense, integer: { ...free, perMacNs: 1e9 } },
      tiles: { ...noTiles, ...tiles },
    });
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
  expect(integerConvNs(await conv(16, 4), priced)).toBeCloseTo(16 * 16 * 4 + 16 * 16);
  expect(isFasterInTiles(await conv(16, 4), priced)).toBe(false);
  const cheap = { ...priced, tiles: { ...noTiles, perMacNs: 0.5 } };
  expect(integerConvNs(await conv(16, 4), cheap)).toBeCloseTo(0.5 * 16 * 16 * 4);
  expect(isFasterInTiles(await conv(16, 4), cheap)).toBe(true);
  expect(integerConvNs(await conv(15, 4), priced)).toBeCloseTo(2 * 16 * 15 * 4);
  expect(isFasterInTiles(await conv(15, 4), cheap)).toBe(false);
});
