import { compareTensors, opTypes, randomFeeds, runModel } from '@octet/testing';
import { expect, test } from 'vitest';
import { respellText } from './respell-text.ts';
import type { RespellingName } from './rules.ts';

/**
 * `op` on the u8 output of one integer Conv of 16 channels on 6 x 6, read by another Conv of `channels` channels; quantized by hand. Each has its
 * own zero points: onnxruntime's exact mode on CPUs without VNNI cannot load a model in which two layers share them.
 */
const between = (op: string, channels: number, size: string) => `
  g (float[1,16,6,6] x) => (float[] y)
  <float sx = {0.02}, uint8 zx = {128}, float sh = {0.05}, uint8 zh = {120}, float sy = {0.1}, uint8 zy = {110},
   int8[16,16,3,3] w1 = random(seed=1, min=-127, max=127), float[16] s1 = random(seed=2, min=0.001, max=0.002), int8[16] z1 = random(seed=0, min=0, max=0),
   int8[16,${channels},3,3] w2 = random(seed=3, min=-127, max=127), float[16] s2 = random(seed=4, min=0.001, max=0.002), int8[16] z2 = random(seed=0, min=0, max=0),
   float[4] factors = {1, 1, 2, 2}, int64[5] split = {1, 4, 4, 6, 6}, int64[4] join = {1, 16, 6, 6},
   uint8[1,16,6,6] h, uint8[1,4,4,6,6] h1, uint8[1,4,4,6,6] h2, uint8[1,${channels},${size}] m>
  { xq = QuantizeLinear(x, sx, zx)  xd = DequantizeLinear(xq, sx, zx)  w1d = DequantizeLinear<axis=0>(w1, s1, z1)
    a = Conv<pads=[1,1,1,1]>(xd, w1d)  h = QuantizeLinear(a, sh, zh)
    ${op}
    md = DequantizeLinear(m, sh, zh)  w2d = DequantizeLinear<axis=0>(w2, s2, z2)
    b = Conv<pads=[1,1,1,1]>(md, w2d)  yq = QuantizeLinear(b, sy, zy)  y = DequantizeLinear(yq, sy, zy) }`;

test.each<[RespellingName, string]>([
  ['depth-to-space-to-nhwc', between('m = DepthToSpace<blocksize=2>(h)', 4, '12,12')],
  ['nearest-resize-to-gather', between('m = Resize<mode="nearest">(h, "", factors)', 16, '12,12')],
  ['channel-shuffle-to-gather', between('h1 = Reshape(h, split) h2 = Transpose<perm=[0,2,1,3,4]>(h1) m = Reshape(h2, join)', 16, '6,6')],
])('%s moves the same integers between integer convolutions, with all of onnxruntime’s optimisations', async (rule, text) => {
  const { before, after } = respellText(text, [rule]);
  expect(opTypes(after)).not.toEqual(opTypes(before));
  const feeds = randomFeeds(before, 1);
  const [expected, actual] = [
    await runModel(before, feeds, { optimization: 'all' }),
    await runModel(after, feeds, { optimization: 'all' }),
  ];
  const [one, other] = [expected['y'], actual['y']];
  if (one === undefined || other === undefined) throw new Error('no output "y"');
  expect(compareTensors(one, other, { rtol: 0, atol: 0 })).toBeUndefined();
  // The outputs must not all be saturated, or equality would say little.
  expect(new Set(one.data as Float32Array).size).toBeGreaterThan(20);
});
