import { expectEquivalent, opTypes } from '@octet/testing';
import { expect, test } from 'vitest';
import { respellText } from './respell-text.ts';

const rules = ['average-pool-to-global-average-pool'] as const;
const pool = (attributes: string) => `g (float[N,3,7,5] x) => (float[] y) { y = AveragePool<${attributes}>(x) }`;

test.each(['kernel_shape=[7,5]', 'kernel_shape=[7,5], strides=[7,5], ceil_mode=1'])(
  'AveragePool<%s> over the whole image becomes GlobalAveragePool',
  async (attributes) => {
    const { before, after } = respellText(pool(attributes), rules);
    expect(opTypes(after)).toEqual(['GlobalAveragePool']);
    await expectEquivalent(before, after, { rtol: 1e-5, atol: 1e-6, seed: 1 });
  },
);

test.each([
  ['kernel_shape=[7,4]', 'its kernel of [7, 4] is not the image of [7, 5]'],
  ['kernel_shape=[7,5], pads=[0,1,0,1]', 'it pads the image'],
  ['kernel_shape=[7,5], auto_pad="SAME_UPPER"', 'its pads are automatic'],
])('refuses AveragePool<%s>', (attributes, reason) => {
  const { after, reasons } = respellText(pool(attributes), rules);
  expect(opTypes(after)).toEqual(['AveragePool']);
  expect(reasons).toEqual([reason]);
});
