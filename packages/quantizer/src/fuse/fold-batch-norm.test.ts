import { expectEquivalent, opTypes } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { foldBatchNorm } from './fold-batch-norm.ts';
import { fuseText } from './fuse-text.ts';

const tight = { rtol: 1e-5, atol: 1e-5, seed: 1 };
const norm = (c: number): string =>
  `float[${c}] g = random(seed=2, std=1), float[${c}] b = random(seed=3, std=1), float[${c}] m = random(seed=4, std=1), float[${c}] v = {${Array.from({ length: c }, (_, i) => 0.1 + i / 4).join(', ')}}`;

describe('folds BatchNorm into the node before it', () => {
  test.each([
    [
      'a Conv with bias',
      'float[2,3,6,6] x',
      6,
      'float[6,3,3,3] w = random(seed=1, std=0.3), float[6] c = random(seed=5, std=1)',
      'Conv<pads=[1,1,1,1]>(x, w, c)',
      'Conv',
    ],
    ['a Conv without bias, in groups', 'float[2,4,6,6] x', 6, 'float[6,2,3,3] w = random(seed=1, std=0.3)', 'Conv<group=2>(x, w)', 'Conv'],
    ['a one-dimensional Conv', 'float[2,3,9] x', 4, 'float[4,3,3] w = random(seed=1, std=0.3)', 'Conv(x, w)', 'Conv'],
    [
      'a ConvTranspose',
      'float[2,3,5,5] x',
      6,
      'float[3,6,3,3] w = random(seed=1, std=0.3)',
      'ConvTranspose<strides=[2,2]>(x, w)',
      'ConvTranspose',
    ],
    [
      'a ConvTranspose in groups',
      'float[2,4,5,5] x',
      6,
      'float[4,3,3,3] w = random(seed=1, std=0.3), float[6] c = random(seed=5, std=1)',
      'ConvTranspose<group=2>(x, w, c)',
      'ConvTranspose',
    ],
    [
      'a Gemm with alpha and beta',
      'float[3,5] x',
      4,
      'float[5,4] w = random(seed=1, std=0.3), float[1,4] c = random(seed=5, std=1)',
      'Gemm<alpha=0.5, beta=2.0>(x, w, c)',
      'Gemm',
    ],
    ['a Gemm with transB', 'float[3,5] x', 4, 'float[4,5] w = random(seed=1, std=0.3)', 'Gemm<transB=1>(x, w)', 'Gemm'],
    ['a MatMul of two matrices, which becomes a Gemm', 'float[3,5] x', 4, 'float[5,4] w = random(seed=1, std=0.3)', 'MatMul(x, w)', 'Gemm'],
  ])('%s', async (_, x, channels, weights, linear, left) => {
    const { before, after, record } = fuseText(
      `g (${x}) => (y) <${weights}, ${norm(channels)}> { [lin] t = ${linear} [bn] y = BatchNormalization<epsilon=0.001>(t, g, b, m, v) }`,
      [foldBatchNorm],
    );
    expect(opTypes(after)).toEqual([left]);
    expect(record.applied).toEqual([{ rule: 'fold-batch-norm', node: 'bn', origins: ['lin', 'bn', 'fold-batch-norm'] }]);
    expect([...after.graph.nodes()][0]?.name).toBe('lin');
    await expectEquivalent(before, after, tight);
  });
});

test('a weight that another Conv reads too stays what it was for that one', async () => {
  const { before, after } = fuseText(
    `g (float[1,3,6,6] x) => (y, z) <float[4,3,3,3] w = random(seed=1, std=0.3), ${norm(4)}> {
      t = Conv(x, w) y = BatchNormalization(t, g, b, m, v) z = Conv(x, w) }`,
    [foldBatchNorm],
  );
  expect(opTypes(after)).toEqual(['Conv', 'Conv']);
  await expectEquivalent(before, after, tight);
});

describe('keeps BatchNorm, and says why', () => {
  test.each([
    [
      'where the Conv feeds another node',
      `[c] t = Conv(x, w) y = BatchNormalization(t, g, b, m, v) [add_3] z = Add(t, t)`,
      'the output "t" of Conv "c" also feeds Add "add_3"',
    ],
    [
      'where its scale is computed',
      `g2 = Abs(g) [c] t = Conv(x, w) [bn] y = BatchNormalization(t, g2, b, m, v) z = Neg(x)`,
      'BatchNormalization "bn" has scale, shift, mean or variance that are computed at run time',
    ],
    [
      'where the weight is computed',
      `w2 = Abs(w) [c] t = Conv(x, w2) y = BatchNormalization(t, g, b, m, v) z = Neg(x)`,
      'the weight "w2" of Conv "c" is computed at run time',
    ],
  ])('%s', (_, body, reason) => {
    const { record, reasons } = fuseText(
      `g (float[1,3,6,6] x) => (y, z) <float[4,3,3,3] w = random(seed=1, std=0.3), ${norm(4)}> { ${body} }`,
      [foldBatchNorm],
    );
    expect(record.modified).toBe(false);
    expect(reasons).toEqual([reason]);
  });

  test('where a MatMul is not known to be two-dimensional', () => {
    const { reasons } = fuseText(
      `g (x) => (y) <float[5,4] w = random(seed=1, std=0.3), ${norm(4)}> { [m1] t = MatMul(x, w) y = BatchNormalization(t, g, b, m, v) }`,
      [foldBatchNorm],
    );
    expect(reasons).toEqual(['MatMul "m1" is not known to be two-dimensional and so has no place for a bias']);
  });
});
