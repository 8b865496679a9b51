import { expectEquivalent, opTypes } from '@octet/testing';
import { expect, test } from 'vitest';
import { fuseText } from './fuse-text.ts';
import { matmulAddToGemm } from './matmul-add-to-gemm.ts';

const w = 'float[5,4] w = random(seed=1, std=0.3)';

test.each(['float[4] b = {1, 2, 3, 4}', 'float[1,4] b = {1, 2, 3, 4}', 'float b = {1.5}'])(
  'a matrix times a constant plus %s becomes a Gemm',
  async (b) => {
    const { before, after } = fuseText(`g (float[N,5] x) => (y) <${w}, ${b}> { [m] t = MatMul(x, w) y = Add(b, t) }`, [matmulAddToGemm]);
    expect(opTypes(after)).toEqual(['Gemm']);
    expect([...after.graph.nodes()][0]?.input(1)?.name).toBe('w');
    await expectEquivalent(before, after, { rtol: 1e-6, atol: 1e-6, seed: 1 });
  },
);

test.each([
  [
    'a MatMul of three dimensions',
    'float[2,3,5] x',
    'float[4] b = {1, 2, 3, 4}',
    'MatMul "m" is not known to be two-dimensional and so has no place for a bias',
  ],
  [
    'a MatMul of unknown rank',
    'x',
    'float[4] b = {1, 2, 3, 4}',
    'MatMul "m" is not known to be two-dimensional and so has no place for a bias',
  ],
  [
    'a constant for each row',
    'float[3,5] x',
    'float[3,1] b = {1, 2, 3}',
    'the constant "b" is not one number for each column of MatMul "m"',
  ],
])('keeps %s', (_, x, b, reason) => {
  const { record, reasons } = fuseText(`g (${x}) => (y) <${w}, ${b}> { [m] t = MatMul(x, w) y = Add(t, b) }`, [matmulAddToGemm]);
  expect(record.applied).toEqual([]);
  expect(reasons).toEqual([reason]);
});
