import { expectEquivalent, opTypes, randomTensor } from '@octet/testing';
import { expect, test } from 'vitest';
import { fuseText } from './fuse-text.ts';
import { reshapeByCopiedAxes } from './reshape-by-copied-axes.ts';

const constants = 'int64 zero = {0}, int64 one = {1}, int64[1] front = {0}, int64[1] rest = {-1}, int64[2] tail = {-1, 4}';
const run = (body: string) => fuseText(`g (float[N,M,4] x, float[N,M,4] z) => (y) <${constants}> { ${body} }`, [reshapeByCopiedAxes]);
const batch = 's = Shape(x) g0 = Gather(s, zero) u0 = Unsqueeze(g0, front)';

test.each([
  ['the batch', `${batch} t = Concat<axis=0>(u0, rest) y = Reshape(x, t)`],
  ['the batch before several numbers', `${batch} t = Concat<axis=0>(u0, tail) y = Reshape(x, t)`],
  ['the batch without Unsqueeze', 's = Shape(x) g0 = Gather(s, front) t = Concat<axis=0>(g0, rest) y = Reshape(x, t)'],
  ['two axes', `${batch} g1 = Gather(s, one) u1 = Unsqueeze(g1, front) t = Concat<axis=0>(u0, u1, rest) y = Reshape(x, t)`],
])('a Reshape that copies %s gets a constant shape', async (_, body) => {
  const { before, after } = run(body);
  expect(opTypes(after)).toEqual(['Reshape']);
  const feeds = { x: randomTensor([3, 5, 4], { seed: 1 }), z: randomTensor([3, 5, 4], { seed: 2 }) };
  await expectEquivalent(before, after, { rtol: 0, atol: 0, feeds });
});

test('refuses where a dimension moves', () => {
  expect(run(`${batch} t = Concat<axis=0>(rest, u0) [r] y = Reshape(x, t)`).reasons).toEqual([
    'its shape moves a dimension to another axis',
  ]);
});

test.each([
  ['of another value', 's = Shape(z) g0 = Gather(s, zero) u0 = Unsqueeze(g0, front) t = Concat<axis=0>(u0, rest) y = Reshape(x, t)'],
  [
    'of a part of the shape',
    's = Shape<start=1>(x) g0 = Gather(s, zero) u0 = Unsqueeze(g0, front) t = Concat<axis=0>(u0, rest) y = Reshape(x, t)',
  ],
])('keeps a Reshape by the dimension %s', (_, body) => {
  expect(run(body).record.modified).toBe(false);
});
