import { expectEquivalent, expectStatedTypes, opTypes } from '@octet/testing';
import { expect, test } from 'vitest';
import { respellText } from './respell-text.ts';

const rules = ['pad-stem-channels'] as const;

const stem = (filters: number, channels = 3) => `
  g (float[N,${channels},9,8] x) => (float[] y) <float[${filters},${channels},3,3] w = random(seed=1), float[${filters}] b = random(seed=2)>
  { [stem] y = Conv<strides=[2,2], pads=[1,1,1,1]>(x, w, b) }`;

test('a stem of 3 channels is padded to 4, weights and image, and computes the same', async () => {
  const { before, after } = respellText(stem(16), rules);
  expect(opTypes(after)).toEqual(['Pad', 'Conv']);
  const [, conv] = after.graph.nodes();
  expect(conv?.name).toBe('stem');
  expect(conv?.input(1)?.shape).toEqual([16, 4, 3, 3]);
  await expectEquivalent(before, after, { rtol: 1e-6, atol: 1e-6, seed: 1 });
  await expectStatedTypes(after, { seed: 1 });
});

test('refuses fewer than 16 filters', () => {
  const { after, reasons } = respellText(stem(15), rules);
  expect(opTypes(after)).toEqual(['Conv']);
  expect(reasons).toEqual(['15 filters are too few for the fast integer kernel, which takes 16 or more']);
});

test.each([1, 4])('has nothing to say about %d channels', (channels) => {
  expect(respellText(stem(16, channels), rules).record.refused).toEqual([]);
});

test('has nothing to say about a convolution inside the network', () => {
  const text = stem(16).replace('{ [stem]', '{ h = Relu(x) [stem]').replace('(x, w', '(h, w');
  expect(opTypes(respellText(text, rules).after)).toEqual(['Relu', 'Conv']);
});
