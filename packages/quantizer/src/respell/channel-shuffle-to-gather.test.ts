import { expectEquivalent, opTypes } from '@octet/testing';
import { expect, test } from 'vitest';
import { shufflePermutation } from './channel-shuffle-to-gather.ts';
import { respellText } from './respell-text.ts';

const rules = ['channel-shuffle-to-gather'] as const;
const exact = { rtol: 0, atol: 0, seed: 1 };

const shuffle = (split: string, perm: string, splitShape: string, wovenShape: string) => `
  g (float[2,6,4,5] x) => (float[2,6,4,5] y)
  <int64[${split.split(',').length}] s = {${split}}, int64[4] t = {-1, 6, 4, 5}, float[${splitShape}] h, float[${wovenShape}] k>
  { h = Reshape(x, s) k = Transpose<perm=[${perm}]>(h) y = Reshape(k, t) }`;

test('a shuffle of two groups of three reads channels 0 3 1 4 2 5', () => {
  expect(shufflePermutation(2, 3)).toEqual([0, 3, 1, 4, 2, 5]);
});

test.each([
  ['five axes', shuffle('2,2,3,4,5', '0,2,1,3,4', '2,2,3,4,5', '2,3,2,4,5')],
  ['four axes', shuffle('2,3,2,20', '0,2,1,3', '2,3,2,20', '2,2,3,20')],
])('Reshape, Transpose, Reshape over %s becomes one Gather', async (_, text) => {
  const { before, after } = respellText(text, rules);
  expect(opTypes(after)).toEqual(['Gather']);
  await expectEquivalent(before, after, exact);
});

test('refuses where the Reshapes take height and width apart', () => {
  const { after, reasons } = respellText(shuffle('2,2,3,5,4', '0,2,1,3,4', '2,2,3,5,4', '2,3,2,5,4'), rules);
  expect(opTypes(after)).toEqual(['Reshape', 'Transpose', 'Reshape']);
  expect(reasons).toEqual(['its Reshapes split or join more than the channel axis']);
});

test('refuses where the batch is part of the shuffle', () => {
  const { reasons } = respellText(shuffle('1,4,3,4,5', '0,2,1,3,4', '1,4,3,4,5', '1,3,4,4,5'), rules);
  expect(reasons).toEqual(['its Reshapes split or join more than the channel axis']);
});

test('refuses where the woven value is read elsewhere', () => {
  const text = shuffle('2,2,3,4,5', '0,2,1,3,4', '2,2,3,4,5', '2,3,2,4,5')
    .replace('y)', 'y, float[2,3,2,4,5] z)')
    .replace('y = R', 'z = Relu(k) y = R');
  expect(respellText(text, rules).reasons).toEqual(['the output "k" of Transpose "k" also feeds Relu "z"']);
});
