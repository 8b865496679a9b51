import { expectEquivalent, opTypes } from '@octet/testing';
import { expect, test } from 'vitest';
import { respellText } from './respell-text.ts';

const rules = ['scale-shift-to-depthwise-conv'] as const;

const pair = (scale: string, shift: string) => `
  g (float[N,6,4,5] x) => (float[N,6,4,5] y) <float[${scale}] a = random(seed=1), float[${shift}] b = random(seed=2)>
  { h = Mul(a, x) y = Add(h, b) }`;

test.each([
  ['6,1,1', '1,6,1,1'],
  ['6,1,1', '1'],
  ['1', '6,1,1'],
])('Mul by [%s] and Add of [%s] become a depthwise 1 x 1 Conv', async (scale, shift) => {
  const { before, after } = respellText(pair(scale, shift), rules);
  expect(opTypes(after)).toEqual(['Conv']);
  await expectEquivalent(before, after, { rtol: 1e-6, atol: 1e-6, seed: 1 });
});

test.each([
  ['two scalars, which are a change of scale and zero point', pair('1', '1')],
  ['factors along the width', pair('5', '6,1,1')],
  ['a channel axis that the constants broadcast', pair('6,1,1', '6,1,1').replace('N,6,4,5] x', 'N,1,4,5] x')],
])('leaves %s', (_, text) => {
  const { after, record } = respellText(text, rules);
  expect(opTypes(after)).toEqual(['Mul', 'Add']);
  expect(record.refused).toEqual([]);
});

test('refuses where the product is read elsewhere', () => {
  const text = pair('6,1,1', '6,1,1').replace('5] y)', '5] y, float[N,6,4,5] z)').replace('y = A', 'z = Relu(h) y = A');
  expect(respellText(text, rules).reasons).toEqual(['the output "h" of Mul "h" also feeds Relu "z"']);
});
