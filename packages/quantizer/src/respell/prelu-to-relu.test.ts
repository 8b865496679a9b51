import { expectEquivalent, expectStatedTypes, opTypes } from '@octet/testing';
import { expect, test } from 'vitest';
import { respellText } from './respell-text.ts';

const rules = ['prelu-to-relu'] as const;

test('slopes per channel become a*x + (1 - a)*relu(x)', async () => {
  const { before, after } = respellText(
    'g (float[2,6,4,4] x) => (float[2,6,4,4] y) <float[6,1,1] a = random(seed=3, std=0.3)> { y = PRelu(x, a) }',
    rules,
  );
  expect(opTypes(after)).toEqual(['Mul', 'Relu', 'Mul', 'Add']);
  await expectEquivalent(before, after, { rtol: 1e-6, atol: 1e-6, seed: 1 });
  await expectStatedTypes(after, { seed: 1 });
});

test('one slope for all becomes LeakyRelu, exactly', async () => {
  const { before, after } = respellText(
    'g (float[2,3,4,4] x) => (float[2,3,4,4] y) <float[3,1,1] a = {0.25, 0.25, 0.25}> { y = PRelu(x, a) }',
    rules,
  );
  expect(opTypes(after)).toEqual(['LeakyRelu']);
  await expectEquivalent(before, after, { rtol: 0, atol: 0, seed: 1 });
});

test('refuses a slope that is computed', () => {
  const { after, reasons } = respellText('g (float[2,3] x, float[3] a) => (float[2,3] y) { y = PRelu(x, a) }', rules);
  expect(opTypes(after)).toEqual(['PRelu']);
  expect(reasons).toEqual(['the slope "a" is computed at run time']);
});
