import { expectEquivalent, opTypes } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { foldAffineAfter } from './fold-affine-after.ts';
import { fuseText } from './fuse-text.ts';

const tight = { rtol: 1e-5, atol: 1e-5, seed: 1 };
const conv = 'float[4,3,3,3] w = random(seed=1, std=0.3), float[4] k = random(seed=5, std=1)';

describe('takes a constant behind a linear node into it', () => {
  test.each([
    ['Mul', 'float[4,1,1] c = {1, 2, -3, 0.5}', 'Mul(t, c)'],
    ['Mul by a scalar on the left', 'float c = {2.5}', 'Mul(c, t)'],
    ['Div', 'float[1,4,1,1] c = {1, 2, -3, 0.5}', 'Div(t, c)'],
    ['Add', 'float[4,1,1] c = {1, 2, -3, 0.5}', 'Add(c, t)'],
    ['Sub', 'float[4,1,1] c = {1, 2, -3, 0.5}', 'Sub(t, c)'],
    ['Sub from a constant', 'float[4,1,1] c = {1, 2, -3, 0.5}', 'Sub(c, t)'],
  ])('%s', async (_, constant, op) => {
    const { before, after } = fuseText(`g (float[2,3,6,6] x) => (y) <${conv}, ${constant}> { t = Conv(x, w, k) y = ${op} }`, [
      foldAffineAfter,
    ]);
    expect(opTypes(after)).toEqual(['Conv']);
    await expectEquivalent(before, after, tight);
  });

  test('a factor per column into a MatMul of three dimensions', async () => {
    const { before, after } = fuseText(
      'g (float[2,3,5] x) => (y) <float[5,4] w = random(seed=1, std=0.3), float[4] c = {1, 2, -3, 0.5}> { t = MatMul(x, w) y = Mul(t, c) }',
      [foldAffineAfter],
    );
    expect(opTypes(after)).toEqual(['MatMul']);
    await expectEquivalent(before, after, tight);
  });

  test('a shift into a Gemm, whose weight is not copied', async () => {
    const { before, after } = fuseText(
      'g (float[2,5] x) => (y) <float[5,4] w = random(seed=1, std=0.3), float[4] c = {1, 2, -3, 0.5}> { t = Gemm(x, w) y = Add(t, c) }',
      [foldAffineAfter],
    );
    expect([...after.graph.initializers].map((v) => v.name)).toEqual(['w', 'w_bias_fused']);
    await expectEquivalent(before, after, tight);
  });
});

describe('leaves it where it is', () => {
  test.each([
    [
      'where it varies over the columns of an image',
      'float[6] c = random(seed=9, std=1)',
      'Conv<pads=[1,1,1,1]>(x, w, k)',
      'Mul(t, c)',
      'the constant "c" is not one number for each channel of Conv "c1"',
    ],
    [
      'where it makes one channel many',
      'float[4,1,1] c = {1, 2, -3, 0.5}',
      'Conv(x, w1)',
      'Mul(t, c)',
      'the constant "c" is not one number for each channel of Conv "c1"',
    ],
    ['where it divides by zero', 'float[4,1,1] c = {1, 2, 0, 0.5}', 'Conv(x, w, k)', 'Div(t, c)', 'the constant "c" divides by zero'],
    [
      'where it adds a dimension',
      'float[1,1,1,1,1] c = {2}',
      'Conv(x, w, k)',
      'Mul(t, c)',
      'the constant "c" is not one number for each channel of Conv "c1"',
    ],
  ])('%s', (_, constant, linear, op, reason) => {
    const { record, reasons } = fuseText(
      `g (float[2,3,6,6] x) => (y) <${conv}, float[1,3,3,3] w1 = random(seed=1, std=0.3), ${constant}> { [c1] t = ${linear} y = ${op} }`,
      [foldAffineAfter],
    );
    expect(record.applied).toEqual([]);
    expect(reasons).toEqual([reason]);
  });

  test('where the linear output is a graph output', () => {
    const { reasons } = fuseText(`g (float[2,3,6,6] x) => (t, y) <${conv}, float c = {2}> { [c1] t = Conv(x, w, k) y = Mul(t, c) }`, [
      foldAffineAfter,
    ]);
    expect(reasons).toEqual(['the output "t" of Conv "c1" is an output of the graph']);
  });
});
