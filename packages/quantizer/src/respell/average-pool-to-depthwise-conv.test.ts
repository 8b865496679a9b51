import { expectEquivalent, opTypes } from '@octet/testing';
import { expect, test } from 'vitest';
import { respellText } from './respell-text.ts';
import { defaultRespellings } from './rules.ts';

const rules = ['average-pool-to-depthwise-conv'] as const;
const pool = (attributes: string) => `g (float[2,3,9,8] x) => (float[] y) { y = AveragePool<${attributes}>(x) }`;

test.each(['kernel_shape=[2,3], strides=[2,1]', 'kernel_shape=[3,3], pads=[1,1,1,1], count_include_pad=1'])(
  'AveragePool<%s> becomes a depthwise Conv of equal weights',
  async (attributes) => {
    const { before, after } = respellText(pool(attributes), rules);
    expect(opTypes(after)).toEqual(['Conv']);
    await expectEquivalent(before, after, { rtol: 1e-5, atol: 1e-6, seed: 1 });
  },
);

test.each([
  ['kernel_shape=[3,3], pads=[1,1,1,1]', 'it divides by fewer elements at the border (count_include_pad is 0)'],
  ['kernel_shape=[2,2], strides=[2,2], ceil_mode=1', 'its last window may reach beyond the padding (ceil_mode)'],
  ['kernel_shape=[3,3], auto_pad="SAME_UPPER"', 'its pads are automatic'],
])('refuses AveragePool<%s>', (attributes, reason) => {
  const { after, reasons } = respellText(pool(attributes), rules);
  expect(opTypes(after)).toEqual(['AveragePool']);
  expect(reasons).toEqual([reason]);
});

test('is not among the default rules, since nobody measured it', () => {
  expect(defaultRespellings).not.toContain('average-pool-to-depthwise-conv');
});
