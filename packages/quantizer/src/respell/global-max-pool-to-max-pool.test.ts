import { expectEquivalent, opTypes } from '@octet/testing';
import { expect, test } from 'vitest';
import { respellText } from './respell-text.ts';

const rules = ['global-max-pool-to-max-pool'] as const;

test('GlobalMaxPool becomes MaxPool over the whole image, exactly, for any batch', async () => {
  const { before, after } = respellText('g (float[N,3,4,5] x) => (float[N,3,1,1] y) { y = GlobalMaxPool(x) }', rules);
  expect(opTypes(after)).toEqual(['MaxPool']);
  await expectEquivalent(before, after, { rtol: 0, atol: 0, seed: 1 });
});

test('refuses where the image may have another size in the next run', () => {
  const { after, reasons } = respellText('g (float[N,3,H,5] x) => (float[N,3,1,1] y) { y = GlobalMaxPool(x) }', rules);
  expect(opTypes(after)).toEqual(['GlobalMaxPool']);
  expect(reasons).toEqual(['the size of "x" is unknown']);
});

test('refuses a measured size below a graph input of free size', () => {
  const { reasons } = respellText(
    'g (float[N,3,H,W] x) => (float[N,3,1,1] y) <float[1,3,4,5] h> { h = Relu(x) y = GlobalMaxPool(h) }',
    rules,
  );
  expect(reasons).toEqual(['the graph input "x" has free size on axis 2, so the size of "h" may change from run to run']);
});
