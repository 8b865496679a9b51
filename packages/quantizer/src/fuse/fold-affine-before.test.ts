import { expectEquivalent, opTypes } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { foldAffineBefore } from './fold-affine-before.ts';
import { fuseText } from './fuse-text.ts';

const tight = { rtol: 1e-5, atol: 1e-5, seed: 1 };
const weights =
  'float[4,3,3,3] w = random(seed=1, std=0.3), float[4] k = random(seed=5, std=1), float[3,4,3,3] wt = random(seed=6, std=0.3)';

describe('takes a constant before a linear node into it', () => {
  test.each([
    ['a factor, through padding', 'Mul(x, c)', 'Conv<pads=[1,1,1,1]>(t, w, k)'],
    ['a divisor', 'Div(x, c)', 'Conv<auto_pad="SAME_UPPER">(t, w)'],
    ['a shift, without padding', 'Sub(x, c)', 'Conv(t, w, k)'],
    ['a shift, into a new bias', 'Add(x, c)', 'Conv(t, w)'],
    ['what is subtracted from a constant', 'Sub(c, x)', 'Conv(t, w, k)'],
    ['a factor into a ConvTranspose', 'Mul(x, c)', 'ConvTranspose(t, wt)'],
  ])('%s', async (_, op, linear) => {
    const { before, after } = fuseText(
      `g (float[2,3,6,6] x) => (y) <${weights}, float[1,3,1,1] c = {2, -3, 0.5}> { t = ${op} y = ${linear} }`,
      [foldAffineBefore],
    );
    expect(opTypes(after)).toEqual([linear.split(/[<(]/)[0]]);
    await expectEquivalent(before, after, tight);
  });

  test('per input channel of a grouped Conv', async () => {
    const { before, after } = fuseText(
      'g (float[2,4,6,6] x) => (y) <float[6,2,3,3] w = random(seed=1, std=0.3), float[4,1,1] c = {2, -3, 0.5, 7}> { t = Add(x, c) y = Conv<group=2>(t, w) }',
      [foldAffineBefore],
    );
    expect(opTypes(after)).toEqual(['Conv']);
    await expectEquivalent(before, after, tight);
  });

  test('(x − mean)/std before a Gemm with alpha and beta', async () => {
    const { before, after } = fuseText(
      `g (float[2,5] x) => (y) <float[4,5] w = random(seed=1, std=0.3), float[4] k = random(seed=2, std=1), float[5] m = random(seed=3, std=1), float[1] s = {4}> {
        t = Sub(x, m) u = Div(t, s) y = Gemm<alpha=0.5, beta=3.0, transB=1>(u, w, k) }`,
      [foldAffineBefore],
    );
    expect(opTypes(after)).toEqual(['Gemm']);
    await expectEquivalent(before, after, tight);
  });
});

describe('leaves it where it is', () => {
  test.each([
    ['a shift before padding', 'Add(x, c)', 'Conv<pads=[1,1,1,1]>(t, w, k)', 'Conv "lin" pads with zeros, which are not shifted'],
    [
      'a shift before automatic padding',
      'Add(x, c)',
      'Conv<auto_pad="SAME_LOWER">(t, w, k)',
      'Conv "lin" pads with zeros, which are not shifted',
    ],
    ['a shift before a ConvTranspose', 'Add(x, c)', 'ConvTranspose(t, wt)', 'ConvTranspose "lin" sums fewer shifted inputs at its border'],
    ['a division by zero', 'Div(x, z)', 'Conv(t, w, k)', 'the constant "z" divides by zero'],
    ['a factor per row', 'Mul(x, r)', 'Conv(t, w, k)', 'the constant "r" is not one number for each input channel of Conv "lin"'],
  ])('%s', (_, op, linear, reason) => {
    const { record, reasons } = fuseText(
      `g (float[2,3,6,6] x) => (y) <${weights}, float[3,1,1] c = {2, -3, 0.5}, float z = {0}, float[6,1] r = random(seed=8, std=1)> { t = ${op} [lin] y = ${linear} }`,
      [foldAffineBefore],
    );
    expect(record.applied).toEqual([]);
    expect(reasons).toEqual([reason]);
  });

  test('a shift before a MatMul of three dimensions, which has no bias', () => {
    const { reasons } = fuseText(
      'g (float[2,3,5] x) => (y) <float[5,4] w = random(seed=1, std=0.3), float c = {2}> { t = Add(x, c) [m] y = MatMul(t, w) }',
      [foldAffineBefore],
    );
    expect(reasons).toEqual(['MatMul "m" is not known to be two-dimensional and so has no place for a bias']);
  });
});
