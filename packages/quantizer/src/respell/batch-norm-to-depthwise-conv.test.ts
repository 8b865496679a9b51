import { expectEquivalent, opTypes } from '@octet/testing';
import { expect, test } from 'vitest';
import { respellText } from './respell-text.ts';

const rules = ['batch-norm-to-depthwise-conv'] as const;

const norm = (dims: string) => `
  g (float[${dims}] x) => (float[${dims}] y)
  <float[6] gamma = random(seed=1), float[6] beta = random(seed=2), float[6] mean = random(seed=3), float[6] var = random(seed=4, min=0.2, max=3)>
  { y = BatchNormalization<epsilon=0.01>(x, gamma, beta, mean, var) }`;

test('a lone BatchNormalization becomes a depthwise 1 x 1 Conv', async () => {
  const { before, after } = respellText(norm('N,6,4,5'), rules);
  expect(opTypes(after)).toEqual(['Conv']);
  expect([...after.graph.nodes()][0]?.intAttr('group')).toBe(6);
  await expectEquivalent(before, after, { rtol: 1e-5, atol: 1e-5, seed: 1 });
});

test('refuses what is no image', () => {
  const { after, reasons } = respellText(norm('N,6'), rules);
  expect(opTypes(after)).toEqual(['BatchNormalization']);
  expect(reasons).toEqual(['"x" has rank 2, not 4']);
});

test('refuses a mean that is computed', () => {
  const text = norm('N,6,4,5').replace('float[6] mean = random(seed=3), ', '').replace(' x)', ' x, float[6] mean)');
  expect(respellText(text, rules).reasons).toEqual(['its parameter "mean" is no float32 constant']);
});
