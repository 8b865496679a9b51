import { expectEquivalent, expectStatedTypes, opTypes, randomTensor, rng } from '@octet/testing';
import { expect, test } from 'vitest';
import { convolvedAxis } from './conv-transpose-algebra.ts';
import { respellText } from './respell-text.ts';

const rules = ['conv-transpose-to-conv'] as const;
const close = { rtol: 1e-5, atol: 1e-5 };

/** A ConvTranspose of 3 to 2 channels on an image of 4 x 5, with bias. */
const transposed = (kernel: [number, number], attributes: string) => `
  g (float[N,3,4,5] x) => (float[] y) <float[3,2,${kernel}] w = random(seed=1), float[2] b = {0.5, -1}>
  { y = ConvTranspose<${attributes}>(x, w, b) }`;
const feeds = { x: randomTensor([3, 3, 4, 5], { seed: 7 }) };

const spelled = ['Conv', 'Transpose', 'Reshape', 'Transpose', 'Reshape', 'Transpose'];
const cropped = [...spelled, 'Slice'];

test.each<[string, [number, number], string, string[]]>([
  ['kernel 2 stride 2', [2, 2], 'strides=[2,2]', spelled],
  ['kernel 4 stride 2 pad 1', [4, 4], 'strides=[2,2], pads=[1,1,1,1]', cropped],
  ['kernel 3 stride 2 pad 1 output padding 1', [3, 3], 'strides=[2,2], pads=[1,1,1,1], output_padding=[1,1]', cropped],
  ['kernel 3 stride 2', [3, 3], 'strides=[2,2]', cropped],
  ['kernel 5 stride 2 pad 2 output padding 1, which needs no crop', [5, 5], 'strides=[2,2], pads=[2,2,2,2], output_padding=[1,1]', spelled],
  ['kernel 2 stride 2 output padding 1, whose end is bias alone', [2, 2], 'strides=[2,2], output_padding=[1,1]', cropped],
  ['kernel 4 x 3 stride 2 x 3, unequal pads', [4, 3], 'strides=[2,3], pads=[0,1,1,2]', cropped],
  ['kernel 2 stride 3', [2, 2], 'strides=[3,3]', cropped],
  ['kernel 3 stride 1 pad 1', [3, 3], 'pads=[1,1,1,1]', ['Conv']],
])('ConvTranspose with %s becomes Conv and depth-to-space, for any batch', async (_, kernel, attributes, ops) => {
  const { before, after } = respellText(transposed(kernel, attributes), rules);
  expect(opTypes(after)).toEqual(ops);
  await expectEquivalent(before, after, { ...close, feeds });
  await expectStatedTypes(after, { seed: 1 });
});

test('holds for 40 random kernels, strides, pads and output paddings', async () => {
  const random = rng(20250101);
  let rewritten = 0;
  for (let i = 0; i < 40; i++) {
    const kernel: [number, number] = [1 + random.below(6), 1 + random.below(6)];
    const strides = [1 + random.below(4), 1 + random.below(4)];
    const pads = [...kernel, ...kernel].map((k) => random.below(k));
    const extra = strides.map((s) => random.below(s));
    const text = transposed(kernel, `strides=[${strides}], pads=[${pads}], output_padding=[${extra}]`);
    const { before, after } = respellText(text, rules);
    if (!opTypes(after).includes('Conv')) continue;
    rewritten++;
    await expectEquivalent(before, after, { ...close, feeds });
  }
  expect(rewritten).toBeGreaterThan(25);
});

test('does without a bias', async () => {
  const text = transposed([2, 2], 'strides=[2,2]').replace(', b) }', ') }');
  const { before, after } = respellText(text, rules);
  expect([...after.graph.nodes()][0]?.inputs).toHaveLength(2);
  await expectEquivalent(before, after, { ...close, feeds });
});

test('computes no more positions than are wanted', () => {
  const axis = convolvedAxis({ kernel: 5, stride: 2, padBegin: 2, padEnd: 2, outputPadding: 1 });
  expect(axis).toEqual({ stride: 2, taps: 3, padBegin: 1, padEnd: 1, cropBegin: 0, cropEnd: 0 });
});

test.each([
  ['dilations', 'strides=[2,2], dilations=[2,2]', 'it is dilated'],
  ['automatic pads', 'strides=[2,2], auto_pad="SAME_UPPER"', 'its pads are automatic'],
  ['an output shape', 'strides=[2,2], output_shape=[8,10]', 'its pads follow from an output shape'],
  ['pads as long as the kernel', 'pads=[2,2,2,2]', 'its pads are as long as its kernel'],
  ['a stride far beyond the kernel', 'strides=[4,4]', 'as a Conv it would take 4.0 times the multiplications'],
])('refuses %s', (_, attributes, reason) => {
  const { after, reasons } = respellText(transposed([2, 2], attributes), rules);
  expect(opTypes(after)).toEqual(['ConvTranspose']);
  expect(reasons).toEqual([reason]);
});

test('refuses groups', () => {
  const text =
    'g (float[1,4,4,5] x) => (float[1,4,8,10] y) <float[4,2,2,2] w = random(seed=1)> { y = ConvTranspose<strides=[2,2], group=2>(x, w) }';
  expect(respellText(text, rules).reasons).toEqual(['it is grouped']);
});

test('refuses a weight that is computed, and one dimension', () => {
  const computed = 'g (float[1,3,4,5] x, float[3,2,2,2] w) => (float[] y) { y = ConvTranspose<strides=[2,2]>(x, w) }';
  expect(respellText(computed, rules).reasons).toEqual(['the weight "w" is computed at run time']);
  const line = 'g (float[1,3,4] x) => (float[] y) <float[3,2,2] w = random(seed=1)> { y = ConvTranspose<strides=[2]>(x, w) }';
  expect(respellText(line, rules).reasons).toEqual(['it is 1-D, not 2-D']);
});
