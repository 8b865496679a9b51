import { parseModel } from '@octet/onnx';
import { opTypes, optimizedModel, randomFeeds, runModel } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { integersWin, quantizeModel } from '../../../testing/quantize-model.ts';
import { quantizeText } from '../../../testing/quantize-text.ts';
import { kernelRows, saturatingRows } from '../../../testing/saturating-arithmetic.ts';
import type { Costed } from '../../backend.ts';
import { amxCosts } from '../costs/amx.ts';

const free = { perMacNs: 0, perOutputNs: 0, perTapNs: 0, offGrid: 1 };
/** A CPU whose kernel takes as long for one filter as for 64, and starts a node in no time. */
const narrowIsDear: Costed = {
  ...integersWin,
  costs: {
    ...integersWin.costs,
    dense: {
      ...integersWin.costs.dense,
      float: { ...free, perMacNs: 1e6 },
      integer: {
        ...free,
        perMacNs: 1,
        narrow: [
          { filters: 0, factor: 100 },
          { filters: 64, factor: 1 },
        ],
      },
    },
    perNodeNs: 0,
  },
};
const withTiles: Costed = { ...integersWin, costs: { ...integersWin.costs, tiles: amxCosts.tiles } };
const plain: Costed = {
  ...integersWin,
  costs: { ...integersWin.costs, dense: { ...integersWin.costs.dense, integer: free } },
};

interface Convolution {
  readonly channels?: number;
  readonly filters?: number;
  readonly attributes?: string;
  readonly size?: string;
  readonly batch?: string | number;
}

const convolution = ({ channels = 16, filters = 16, attributes = 'pads=[1,1,1,1]', size = '8,8', batch = 'N' }: Convolution = {}) => {
  const group = Number(/group=(\d+)/.exec(attributes)?.[1] ?? 1);
  return `g (float[${batch},${channels},${size}] x) => (float[${batch},${filters},?,?] y)
    <float[${filters},${channels / group},3,3] w = random(seed=1, std=0.1), float[${filters}] b = random(seed=2)> {
    [a] c = Conv<${attributes}>(x, w, b) [r] d = Relu(c) [p] y = MaxPool<kernel_shape=[1,1]>(d) }`;
};

const made = async (text: string, backend: Costed) => {
  const { artifact, model } = await quantizeText(text, { backend });
  const conv = [...artifact.model.graph.nodes()].find((n) => n.opType === 'Conv') ?? expect.unreachable();
  const zeroPoints = Array.from(conv.input(1)?.producer?.input(2)?.constant?.tensor.data ?? expect.unreachable(), Number);
  return { artifact, model, conv, zeroPoints };
};

async function outputsOf(text: string, backends: readonly Costed[], seed = 3) {
  const all = await Promise.all(backends.map((backend) => made(text, backend)));
  const feeds = randomFeeds(all[0]?.model ?? expect.unreachable(), seed);
  return Promise.all(all.map(async ({ artifact }) => (await runModel(artifact.model, feeds, { optimization: 'all' }))['y']));
}

describe('on a CPU with tile units', () => {
  const many = { channels: 128, filters: 128, size: '6,6' };

  test('a convolution of many channels is kept from the symmetric kernel, and one of few is not', async () => {
    expect((await made(convolution(many), withTiles)).zeroPoints.slice(0, 3)).toEqual([-1, 0, 0]);
    expect(new Set((await made(convolution(), withTiles)).zeroPoints)).toEqual(new Set([0]));
  });

  test('nor is one that has groups, or meets a CPU without them', async () => {
    const grouped = convolution({ ...many, attributes: 'pads=[1,1,1,1], group=128' });
    expect(new Set((await made(grouped, withTiles)).zeroPoints)).toEqual(new Set([0]));
    expect(new Set((await made(convolution(many), integersWin)).zeroPoints)).toEqual(new Set([0]));
  });

  test('computes what it would compute elsewhere, bit for bit', async () => {
    const [tiled, untiled] = await outputsOf(convolution(many), [withTiles, plain]);
    expect(tiled?.data).toEqual(untiled?.data);
  });
});

describe('a convolution of few filters', () => {
  /** Height and width of the kernel, and of the stride. */
  const window = async (convolved: Convolution) => {
    const { conv } = await made(convolution(convolved), narrowIsDear);
    const of = (name: string, absent: string) => conv.intsAttr(name)?.join('x') ?? absent;
    return `${of('kernel_shape', '3x3')} by ${of('strides', '1x1')}`;
  };

  test('computes neighbours in a row as one pixel, as many as fill 64 filters', async () => {
    expect(await window({})).toBe('3x6 by 1x4');
    expect(await window({ filters: 8 })).toBe('3x10 by 1x8');
    expect(await window({ filters: 32 })).toBe('3x4 by 1x2');
    expect(await window({ attributes: 'pads=[1,1,1,1], strides=[2,2]', size: '16,16' })).toBe('3x9 by 2x8');
  });

  test.each([
    ['fills them already', { filters: 64 }],
    ['has groups', { attributes: 'pads=[1,1,1,1], group=2' }],
    ['is dilated', { attributes: 'pads=[2,2,2,2], dilations=[2,2]' }],
    ['makes rows of odd width', { size: '8,7' }],
    ['makes rows of a width that may change', { size: '8,W' }],
    ['reads channels that the kernel does not take', { channels: 6 }],
  ])('but not where it %s', async (_, convolved) => {
    expect(await window(convolved)).toBe('3x3 by 1x1');
  });

  test.each([
    {},
    { filters: 8, channels: 4, size: '5,8' },
    { attributes: 'pads=[0,1,1,1], strides=[2,2]', size: '16,16' },
    { attributes: 'pads=[1,0,0,0], strides=[1,2]', size: '9,18' },
    { filters: 32 },
  ])('computes what it would compute alone, bit for bit: %o', async (convolved) => {
    const text = convolution(convolved);
    const { conv } = await made(text, narrowIsDear);
    expect(conv.intsAttr('strides')?.[1]).toBeGreaterThan(1);
    const [together, alone] = await outputsOf(text, [narrowIsDear, plain]);
    expect(together?.dims).toEqual(alone?.dims);
    expect(together?.data).toEqual(alone?.data);
  });

  test('keeps pairs of weights from saturating, as alone', async () => {
    const guarded = { ...narrowIsDear, weights: { ...narrowIsDear.weights, saturationGuard: true } };
    const rows = async (backend: Costed) => kernelRows((await made(convolution({ filters: 8, channels: 4 }), backend)).artifact.model);
    const [safe, unsafe] = [await rows(guarded), await rows(narrowIsDear)];
    expect(safe.map(({ weights }) => weights.length)).toEqual(Array(64).fill(3 * 10 * 4));
    expect(saturatingRows(safe)).toEqual([]);
    expect(saturatingRows(unsafe).length).toBeGreaterThan(0);
  });

  test('has its bias corrected by all its pixels, as alone', async () => {
    const artifacts = await Promise.all(
      [narrowIsDear, plain].map((backend) => quantizeModel(parseModel(convolution()), { backend, observer: 'min-max', correctBias: true })),
    );
    const [together, alone] = artifacts.map(({ correction }) => correction.trials.map(({ name, sqnrDb }) => ({ name, sqnrDb })));
    expect(together).toEqual(alone);
    expect(alone?.map(({ name }) => name)).toContain('bias correction');
  });

  test('holds its weights once in the file, and onnxruntime has nothing to move at run time', async () => {
    const { artifact } = await made(convolution(), narrowIsDear);
    const weights = [...artifact.model.graph.initializers].filter((v) => v.constant?.dims.length === 4);
    expect(weights.map((v) => v.constant?.dims)).toEqual([[16, 16, 3, 3]]);
    const optimized = opTypes(await optimizedModel(artifact.model));
    expect(optimized).toContain('com.microsoft.QLinearConv');
    expect(optimized.filter((op) => op === 'Pad' || op === 'Concat' || op === 'Conv')).toEqual([]);
    expect(optimized.filter((op) => op === 'Transpose').length).toBeLessThanOrEqual(2);
  });
});

describe('a shortcut that drops pixels and adds channels of zeros', () => {
  const shortcut = (slices: string, pads: string, rest = '') =>
    `g (float[N,16,8,8] x) => (float[N,?,?,?] y) <float[16,16,1,1] w = random(seed=1, std=0.3), int64[1] zero = {0}, int64[1] end = {9223372036854775807},
      int64[1] two = {2}, int64[1] h = {2}, int64[1] v = {3}, int64[2] zeros = {0,0}, int64[2] ends = {8,8}, int64[2] twos = {2,2}, int64[2] hv = {2,3},
      int64[1] one = {1}, int64[8] pads = {${pads}}${rest}> {
      [c] a = Conv(x, w) [r] b = Relu(a) ${slices} [p] q = Pad(s, pads) [z] y = Conv(q, u) }`;
  const twoSlices = '[s1] t = Slice(b, zero, end, h, two) [s2] s = Slice(t, zero, end, v, two)';
  const channels = '0,8,0,0,0,8,0,0';
  const u = (count: number) => `, float[16,${count},1,1] u = random(seed=5, std=0.3)`;
  const opsOf = async (text: string) => opTypes((await quantizeText(text, { backend: plain })).artifact.model);

  test.each([
    ['two Slices', twoSlices],
    ['one', '[s1] s = Slice(b, zeros, ends, hv, twos)'],
  ])('is a convolution of ones and zeros: %s', async (_, slices) => {
    const ops = await opsOf(shortcut(slices, channels, u(32)));
    expect(ops.filter((op) => op === 'Conv')).toHaveLength(3);
    expect(ops.filter((op) => op === 'Slice' || op === 'Pad')).toEqual([]);
  });

  test.each([
    ['it starts at another pixel', shortcut('[s1] t = Slice(b, one, end, h, two) [s2] s = Slice(t, zero, end, v, two)', channels, u(32))],
    ['it also pads rows', shortcut(twoSlices, '0,8,1,0,0,8,1,0', u(32))],
    ['channels do not fit the kernel', shortcut(twoSlices, '0,1,0,0,0,2,0,0', u(19))],
  ])('stays where %s', async (_, text) => {
    const ops = await opsOf(text);
    expect(ops).toContain('Slice');
    expect(ops.filter((op) => op === 'Conv')).toHaveLength(2);
  });

  test('computes what it computed, bit for bit', async () => {
    const text = shortcut(twoSlices, channels, u(32));
    const { artifact, model } = await quantizeText(text, { backend: plain });
    const asItWas = await quantizeText(text, { backend: plain, kernels: 'plain' });
    const feeds = randomFeeds(model, 3);
    const [now, before] = await Promise.all(
      [artifact, asItWas.artifact].map(async ({ model: m }) => (await runModel(m, feeds, { optimization: 'all' }))['y']),
    );
    expect(now?.dims).toEqual(before?.dims);
    expect(now?.data).toEqual(before?.data);
  });
});
