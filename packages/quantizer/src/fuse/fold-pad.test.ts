import { expectEquivalent, opTypes } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { foldPad } from './fold-pad.ts';
import { fuseText } from './fuse-text.ts';

const constants = `float[4,3,3,3] w = random(seed=1, std=0.3), int64[8] p = {0,0,1,2,0,0,2,1}, int64[8] deep = {0,0,3,0,0,0,0,0}, int64[8] batch = {1,0,1,1,0,0,1,1},
  int64[8] crop = {0,0,-1,0,0,0,0,0}, float zero = {0}, float one = {1}, float low = {-inf}`;
const run = (body: string) => fuseText(`g (float[2,3,6,7] x) => (y) <${constants}> { ${body} }`, [foldPad]);

describe('adds a Pad to the pads of', () => {
  test.each([
    ['a Conv', 't = Pad(x, p) y = Conv(t, w)', ['Conv']],
    ['a Conv that pads already', 't = Pad(x, p, zero) y = Conv<pads=[1,0,0,1], strides=[2,1]>(t, w)', ['Conv']],
    ['a Conv with auto_pad VALID', 't = Pad(x, p) y = Conv<auto_pad="VALID">(t, w)', ['Conv']],
    ['an AveragePool, which then counts its pads', 't = Pad(x, p) y = AveragePool<kernel_shape=[3,3]>(t)', ['AveragePool']],
    [
      'an AveragePool that counts its own pads',
      't = Pad(x, p) y = AveragePool<kernel_shape=[4,4], pads=[1,1,1,1], count_include_pad=1>(t)',
      ['AveragePool'],
    ],
    [
      'a MaxPool of what cannot be negative',
      'r = Relu(x) t = Pad(r, p) y = MaxPool<kernel_shape=[3,3], strides=[2,2]>(t)',
      ['Relu', 'MaxPool'],
    ],
    ['a MaxPool, of minus infinity', 't = Pad(x, p, low) y = MaxPool<kernel_shape=[3,3]>(t)', ['MaxPool']],
  ])('%s', async (_, body, left) => {
    const { before, after } = run(body);
    expect(opTypes(after)).toEqual(left);
    await expectEquivalent(before, after, { rtol: 1e-5, atol: 1e-6, seed: 1 });
  });
});

describe('keeps a Pad', () => {
  test.each([
    ['of another value', '[p0] t = Pad(x, p, one) [c] y = Conv(t, w)', 'Pad "p0" pads with 1, Conv "c" with 0'],
    ['by reflection', '[p0] t = Pad<mode="reflect">(x, p) y = Conv(t, w)', 'Pad "p0" pads in mode reflect'],
    ['of the batch', '[p0] t = Pad(x, batch) y = Conv(t, w)', 'Pad "p0" pads the batch or the channels'],
    ['that crops', '[p0] t = Pad(x, crop) y = Conv(t, w)', 'Pad "p0" crops'],
    ['before automatic padding', 't = Pad(x, p) [c] y = Conv<auto_pad="SAME_UPPER">(t, w)', 'Conv "c" pads by itself to keep its size'],
    [
      'before an AveragePool that does not count its pads',
      't = Pad(x, p) [a] y = AveragePool<kernel_shape=[3,3], pads=[1,1,1,1]>(t)',
      'AveragePool "a" does not count its own pads',
    ],
    [
      'with 0 before a MaxPool of what may be negative',
      '[p0] t = Pad(x, p) y = MaxPool<kernel_shape=[3,3]>(t)',
      'Pad "p0" pads with 0, and its input may be smaller',
    ],
    [
      'as deep as the kernel of a MaxPool',
      't = Pad(x, deep, low) [m] y = MaxPool<kernel_shape=[3,3]>(t)',
      'the pads are not smaller than the kernel of MaxPool "m"',
    ],
  ])('%s', (_, body, reason) => {
    const { record, reasons } = run(body);
    expect(record.applied).toEqual([]);
    expect(reasons).toEqual([reason]);
  });
});
