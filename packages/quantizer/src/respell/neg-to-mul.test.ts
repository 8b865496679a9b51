import { expectEquivalent, opTypes } from '@octet/testing';
import { expect, test } from 'vitest';
import { respellText } from './respell-text.ts';

test('-x becomes x * (-1), bit for bit', async () => {
  const { before, after } = respellText('g (float[2,3] x) => (float[2,3] y) { y = Neg(x) }', ['neg-to-mul']);
  expect(opTypes(after)).toEqual(['Mul']);
  await expectEquivalent(before, after, { rtol: 0, atol: 0, seed: 1 });
});

test('refuses float16, for which the constant would have the wrong type', () => {
  const { after, reasons } = respellText('g (float16[2] x) => (float16[2] y) { y = Neg(x) }', ['neg-to-mul']);
  expect(opTypes(after)).toEqual(['Neg']);
  expect(reasons).toEqual(['"x" is float16, not float32']);
});
