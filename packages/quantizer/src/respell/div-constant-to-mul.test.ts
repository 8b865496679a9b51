import { expectEquivalent, opTypes } from '@octet/testing';
import { expect, test } from 'vitest';
import { respellText } from './respell-text.ts';

const rules = ['div-constant-to-mul'] as const;

test('x / c becomes x * (1/c), to two units in the last place', async () => {
  const { before, after } = respellText(
    'g (float[2,3,4,4] x) => (float[2,3,4,4] y) <float[3,1,1] c = random(seed=1, min=0.1, max=9)> { y = Div(x, c) }',
    rules,
  );
  expect(opTypes(after)).toEqual(['Mul']);
  await expectEquivalent(before, after, { rtol: 2 ** -22, atol: 0, seed: 1 });
});

test.each([
  ['a zero', '{2, 0}'],
  ['a number whose reciprocal is subnormal', '{2, 3e38}'],
])('refuses %s among the divisors', (_, values) => {
  const { after, reasons } = respellText(`g (float[2] x) => (float[2] y) <float[2] c = ${values}> { y = Div(x, c) }`, rules);
  expect(opTypes(after)).toEqual(['Div']);
  expect(reasons).toEqual(['the divisor "c" holds a number whose reciprocal is no normal float32']);
});

test('refuses c / x', () => {
  const { reasons } = respellText('g (float[2] x) => (float[2] y) <float[2] c = {1, 2}> { y = Div(c, x) }', rules);
  expect(reasons).toEqual(['the divisor is computed at run time']);
});

test('refuses integers, whose division rounds', () => {
  const { reasons } = respellText('g (int32[2] x) => (int32[2] y) <int32[2] c = {1, 2}> { y = Div(x, c) }', rules);
  expect(reasons).toEqual(['"c" is int32, not float32']);
});
