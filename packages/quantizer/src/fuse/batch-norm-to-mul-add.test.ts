import { expectEquivalent, opTypes } from '@octet/testing';
import { expect, test } from 'vitest';
import { batchNormToMulAdd } from './batch-norm-to-mul-add.ts';
import { fuseText } from './fuse-text.ts';

const constants = 'float[3] g = {1, -2, 3}, float[3] b = {0.5, 1, 2}, float[3] m = {-1, 0, 1}, float[3] v = {0.1, 1, 4}';

test.each(['float[2,3] x', 'float[2,3,5] x', 'float[2,3,5,5] x'])('a lone BatchNorm of %s becomes Mul and Add', async (x) => {
  const { before, after } = fuseText(`g (${x}) => (y) <${constants}> { y = BatchNormalization(x, g, b, m, v) }`, [batchNormToMulAdd]);
  expect(opTypes(after)).toEqual(['Mul', 'Add']);
  await expectEquivalent(before, after, { rtol: 1e-5, atol: 1e-5, seed: 1 });
});

test('refuses where the rank is not known', () => {
  const { reasons } = fuseText(`g (x) => (y) <${constants}> { [bn] y = BatchNormalization(x, g, b, m, v) }`, [batchNormToMulAdd]);
  expect(reasons).toEqual(['the rank of the input of BatchNormalization "bn" is not known']);
});

test('refuses in training mode', () => {
  const { reasons } = fuseText(
    `g (float[2,3] x) => (y) <${constants}> { [bn] y, m2, v2 = BatchNormalization<training_mode=1>(x, g, b, m, v) }`,
    [batchNormToMulAdd],
  );
  expect(reasons).toEqual(['BatchNormalization "bn" has scale, shift, mean or variance that are computed at run time']);
});
