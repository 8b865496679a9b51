import { encodeToBuffer, parseModel, type Tensor } from '@octet/onnx';
import { expect, test } from 'vitest';
import { directRunner } from './direct-runner.ts';

/** A Conv on integers whose two weights, 127 each, meet in one sum of two products. */
const meeting = encodeToBuffer(
  parseModel(`<ir_version: 8, opset_import: ["" : 17]> g (uint8[1,2,1,1] x) => (uint8[1,1,1,1] y)
  <float sx = {1}, uint8 zx = {0}, int8[1,2,1,1] w = {127, 127}, float sw = {1}, int8 zw = {0}, float sy = {300}, uint8 zy = {0}>
  { y = QLinearConv(x, sx, zx, w, sw, zw, sy, zy) }`),
);
const rails: Tensor = { dtype: 'uint8', dims: [1, 2, 1, 1], data: Uint8Array.of(255, 255) };
/** 255 · 127 · 2 in steps of 300, and what int16 holds of it. */
const [sum, clipped] = [216, 109];

async function added(integers?: 'exact' | 'saturating'): Promise<number> {
  await using session = await directRunner.open(meeting, integers === undefined ? {} : { integers });
  return Number((await session.run({ x: rails }))['y']?.data[0]);
}

test('integer sums are exact on every CPU', async () => {
  expect(await added()).toBe(sum);
  expect(await added('exact')).toBe(sum);
});

test('where a test asks for it they saturate as this CPU’s do: at int16, or with VNNI not at all', async () => {
  expect([sum, clipped]).toContain(await added('saturating'));
});
