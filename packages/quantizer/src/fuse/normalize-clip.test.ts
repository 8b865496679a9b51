import { scalarOf } from '@octet/onnx';
import { expectEquivalent, opTypes } from '@octet/testing';
import { expect, test } from 'vitest';
import { fuseText } from './fuse-text.ts';
import { clipToRelu, mergeClips, minMaxToClip } from './normalize-clip.ts';

const constants =
  'float zero = {0}, float six = {6}, float one = {1}, float half = {-0.5}, float inf = {inf}, float huge = {3.4028235e38}, float[1,1,1,1] four = {4}, float[2] two = {1, 2}';
const run = (body: string) =>
  fuseText(`g (float[2,5] x, float b) => (y) <${constants}> { ${body} }`, [minMaxToClip, clipToRelu, mergeClips]);
const bounds = (after: ReturnType<typeof run>['after']): unknown[] =>
  [...after.graph.nodes()].map((n) => [n.opType, ...n.inputs.slice(1).map(scalarOf)]);

test.each([
  ['Max with 0 is Relu', 'y = Max(x, zero)', ['Relu']],
  ['Max with 0 on the left is Relu', 'y = Max(zero, x)', ['Relu']],
  ['a Clip without an upper bound is Relu', 'y = Clip(x, zero)', ['Relu']],
  ['a Clip to infinity is Relu', 'y = Clip(x, zero, inf)', ['Relu']],
  ['a Clip to the largest float is Relu', 'y = Clip(x, zero, huge)', ['Relu']],
  ['Min of Max is one Clip', 't = Max(x, half) y = Min(t, one)', ['Clip', -0.5, 1]],
  ['Max of Min is one Clip', 't = Min(x, one) y = Max(half, t)', ['Clip', -0.5, 1]],
  ['Clip after Relu is one Clip', 't = Relu(x) y = Clip(t, half, six)', ['Clip', 0, 6]],
  ['Relu after Clip is one Clip', 't = Clip(x, half, six) y = Relu(t)', ['Clip', 0, 6]],
  ['Relu after Relu is one Relu', 't = Relu(x) y = Relu(t)', ['Relu']],
])('%s', async (_, body, left) => {
  const { before, after } = run(body);
  expect(bounds(after)).toEqual([left]);
  await expectEquivalent(before, after, { rtol: 0, atol: 0, seed: 1 });
});

test.each([
  ['bounds that are computed', 't = Relu(x) [c] y = Clip(t, zero, b)', 'the bounds of Clip "c" are computed at run time'],
  ['bounds the wrong way round', 't = Relu(x) [c] y = Clip(t, six, one)', 'Clip "c" has its bounds the wrong way round'],
  ['a constant of more dimensions', 'y = Max(x, four)', 'the constant "four" has more dimensions than "x" is known to have'],
])('refuses %s', (_, body, reason) => {
  expect(run(body).reasons).toEqual([reason]);
});

test('keeps the Max of a vector', () => {
  expect(opTypes(fuseText(`g (float[3,2] x) => (y) <${constants}> { y = Max(x, two) }`, [minMaxToClip]).after)).toEqual(['Max']);
});

test('keeps a Relu that feeds two nodes in front of a Clip', () => {
  expect(run('[r] t = Relu(x) u = Clip(t, zero, six) [a] y = Add(t, u)').reasons).toEqual([
    'the output "t" of Relu "r" also feeds Add "a"',
  ]);
});
