import { expectEquivalent, opTypes } from '@octet/testing';
import { expect, test } from 'vitest';
import { respellText } from './respell-text.ts';

const rules = ['focus-to-conv'] as const;
const tight = { rtol: 1e-5, atol: 1e-5, seed: 1 };

const slice = (name: string, from: string, axis: number, start: number, size: number) =>
  `${name} = Slice(${from}, s${start}, e${size}, a${axis}, two)`;

/** YOLOX's spelling: rows first, then columns, in the order (0,0) (1,0) (0,1) (1,1). */
const focus = (height = 8, conv = '<pads=[1,1,1,1]>') => `
  g (float[1,3,${height},8] x) => (float[1,4,${height / 2},4] y)
  <int64[1] s0 = {0}, int64[1] s1 = {1}, int64[1] e8 = {9223372036854775807}, int64[1] a2 = {2}, int64[1] a3 = {3}, int64[1] two = {2},
   float[4,12,3,3] w = random(seed=2, std=0.2), float[4] b = {0.1, -0.2, 0.3, 0},
   float[1,3,${height / 2},8] r0, float[1,3,${height / 2},8] r1, float[1,12,${height / 2},4] j>
  { ${slice('r0', 'x', 2, 0, 8)} ${slice('r1', 'x', 2, 1, 8)}
    ${slice('q00', 'r0', 3, 0, 8)} ${slice('q10', 'r1', 3, 0, 8)} ${slice('q01', 'r0', 3, 1, 8)} ${slice('q11', 'r1', 3, 1, 8)}
    j = Concat<axis=1>(q00, q10, q01, q11) y = Conv${conv}(j, w, b) }`;

test('Slices, Concat and Conv become one Conv of twice the kernel, stride and pads', async () => {
  const { before, after } = respellText(focus(), rules);
  expect(opTypes(after)).toEqual(['Conv']);
  const [conv] = after.graph.nodes();
  expect(conv?.input(1)?.shape).toEqual([4, 3, 6, 6]);
  expect(conv?.intsAttr('strides')).toEqual([2, 2]);
  expect(conv?.intsAttr('pads')).toEqual([2, 2, 2, 2]);
  await expectEquivalent(before, after, tight);
});

test('refuses where the Slices skip pixels', () => {
  const { after, reasons } = respellText(focus().replace('q01, q11', 'q01, q01'), rules);
  expect(opTypes(after)).toContain('Slice');
  expect(reasons).toEqual(['its Slices do not take every pixel once']);
});

test('refuses where the joined value is read elsewhere', () => {
  const text = focus().replace('y)', 'y, float[1,12,4,4] z)').replace('y = Conv', 'z = Relu(j) y = Conv');
  expect(respellText(text, rules).reasons).toEqual(['the output "j" of Concat "j" also feeds Relu "z"']);
});

test('refuses a dilated convolution', () => {
  expect(respellText(focus(8, '<pads=[2,2,2,2], dilations=[2,2]>'), rules).reasons).toEqual(['it is dilated']);
});
