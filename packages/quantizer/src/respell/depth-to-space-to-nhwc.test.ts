import { expectEquivalent, expectStatedTypes, opTypes, randomTensor } from '@octet/testing';
import { expect, test } from 'vitest';
import { respellText } from './respell-text.ts';

const rules = ['depth-to-space-to-nhwc'] as const;

test.each(['DCR', 'CRD'])('DepthToSpace %s is spelled on NHWC, exactly, for any batch', async (mode) => {
  const { before, after } = respellText(
    `g (float[N,18,4,5] x) => (float[N,2,12,15] y) { y = DepthToSpace<blocksize=3, mode="${mode}">(x) }`,
    rules,
  );
  expect(opTypes(after)).toEqual(['Transpose', 'Reshape', 'Transpose', 'Reshape', 'Transpose']);
  await expectEquivalent(before, after, { rtol: 0, atol: 0, feeds: { x: randomTensor([3, 18, 4, 5], { seed: 1 }) } });
  await expectStatedTypes(after, { seed: 1 });
});

test('refuses where the width may change from run to run', () => {
  const { after, reasons } = respellText('g (float[1,8,4,W] x) => (float[1,2,8,W2] y) { y = DepthToSpace<blocksize=2>(x) }', rules);
  expect(opTypes(after)).toEqual(['DepthToSpace']);
  expect(reasons).toEqual(['the size of "x" is unknown']);
});
