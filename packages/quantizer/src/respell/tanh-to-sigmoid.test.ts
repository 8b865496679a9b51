import { expectEquivalent, expectStatedTypes, opTypes } from '@octet/testing';
import { expect, test } from 'vitest';
import { respellText } from './respell-text.ts';

const rules = ['tanh-to-sigmoid'] as const;
const text = 'g (float[4,50] x) => (float[4,50] y) { y = Tanh(x) }';

test('tanh becomes a sigmoid of twice the input, stretched and shifted', async () => {
  const { before, after } = respellText(text, rules);
  expect(opTypes(after)).toEqual(['Mul', 'Sigmoid', 'Mul', 'Add']);
  await expectEquivalent(before, after, { rtol: 0, atol: 5e-7, seed: 1 });
  await expectStatedTypes(after, { seed: 1 });
});

test('refuses outside the integer region, where it would only cost time', () => {
  const { after, reasons } = respellText(text, rules, { inIntegerRegion: () => false });
  expect(opTypes(after)).toEqual(['Tanh']);
  expect(reasons).toEqual(['its neighbours run in float; this rewrite only pays between integer operators']);
});
