import { parseModel, type Tensor } from '@octet/onnx';
import { opTypes, randomFeeds, runModel } from '@octet/testing';
import { expect, test } from 'vitest';
import { quantizeText } from '../testing/quantize-text.ts';

const text = (call: string, more: string, channels = 4) => `g (float[1,4,8,8] x) => (float[] y)
  <float[4,4,1,1] w = random(seed=1, std=0.4), float[3,${channels},1,1] v = random(seed=2, std=0.4)${more}> { c = Conv(x, w) [m] d = ${call} y = Conv(d, v) }`;

const moves: readonly [call: string, more: string, channels?: number][] = [
  ['MaxPool<kernel_shape=[3,3], strides=[2,2], pads=[1,1,1,1]>(c)', ''],
  ['MaxPool<kernel_shape=[2,2], dilations=[2,2], ceil_mode=1>(c)', ''],
  ['Reshape(c, s)', ', int64[4] s = {0,-1,4,4}', 16],
  ['Transpose<perm=[0,2,1,3]>(c)', '', 8],
  ['Slice(c, a, b, ax, st)', ', int64[1] a = {7}, int64[1] b = {-9}, int64[1] ax = {3}, int64[1] st = {-2}'],
  ['Pad(c, p)', ', int64[8] p = {0,0,1,2,0,0,0,1}'],
  ['Pad<mode="reflect">(c, p)', ', int64[8] p = {0,0,1,2,0,0,0,1}'],
  ['Pad<mode="edge">(c, p)', ', int64[8] p = {0,0,1,2,0,0,0,1}'],
  ['Gather<axis=1>(c, i)', ', int64[3] i = {3,0,-1}', 3],
  ['Expand(c, s)', ', int64[4] s = {2,4,8,8}'],
  ['Tile(c, r)', ', int64[4] r = {1,2,1,1}', 8],
  ['DepthToSpace<blocksize=2>(c)', '', 1],
  ['DepthToSpace<blocksize=2, mode="CRD">(c)', '', 1],
  ['SpaceToDepth<blocksize=2>(c)', '', 16],
  ['Identity(c)', ''],
  ['Concat<axis=1>(c, c)', '', 8],
  ['Max(c, c)', ''],
  ['Min(c, c)', ''],
  ['Clip(c, lo, hi)', ', float lo = {-0.7}, float hi = {0.4}'],
  ['Clip(c, , hi)', ', float hi = {0.4}'],
];

test.each(moves)('%s on integers is bit for bit DequantizeLinear → op → QuantizeLinear', async (call, more, channels) => {
  const { model, artifact, placements } = await quantizeText(text(call, more, channels));
  expect(placements['m']).toBe('movement');
  const moved = artifact.integers.get('d');
  const from = artifact.integers.get('c');
  if (moved === undefined || from === undefined) throw new Error('no integers');
  const exposed = artifact.model.clone();
  for (const { q } of [moved, from]) exposed.graph.addOutput(exposed.graph.find(q.name) as never);
  const run = await runModel(exposed, randomFeeds(model, 5), { optimization: 'all' });
  const q = run[from.q.name] as Tensor;
  const { scale, zeroPoint } = from.params;
  const twin = parseModel(`g (uint8[${q.dims}] q) => (uint8[] m) <float scale = {${scale}}, uint8 zero = {${zeroPoint}}${more}> {
    c = DequantizeLinear(q, scale, zero) d = ${call} m = QuantizeLinear(d, scale, zero) }`);
  const { m } = await runModel(twin, { q }, { optimization: 'disabled' });
  expect(run[moved.q.name]?.dims).toEqual(m?.dims);
  expect(Buffer.compare(run[moved.q.name]?.data as Uint8Array, m?.data as Uint8Array)).toBe(0);
});

test.each([
  ['Squeeze', 'd0 = Squeeze(c0, a) c = Unsqueeze(d0, a)', ', int64[1] a = {0}'],
  ['Flatten', 'd0 = Flatten(c0) c = Reshape(d0, s)', ', int64[4] s = {1,4,8,8}'],
  ['Split', 'd0, d1 = Split<axis=2>(c0, p) c = Concat<axis=2>(d1, d0)', ', int64[2] p = {3,5}'],
])('%s and its way back move integers', async (_, body, more) => {
  const { placements, artifact } = await quantizeText(`g (float[1,4,8,8] x) => (float[1,4,8,8] y)
    <float[4,4,1,1] w = random(seed=1)${more}> { [a] c0 = Conv(x, w) ${body} [b] y = Conv(c, w) }`);
  expect(new Set(Object.values(placements))).toEqual(new Set(['integer', 'movement']));
  expect(opTypes(artifact.model).filter((op) => op === 'QuantizeLinear').length).toBe(3);
});
