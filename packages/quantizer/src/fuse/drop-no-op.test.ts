import { expectEquivalent, opTypes } from '@octet/testing';
import { expect, test } from 'vitest';
import { dropNoOp } from './drop-no-op.ts';
import { fuseText } from './fuse-text.ts';

const constants = `float zero = {0}, float one = {1}, float[1,1] one2 = {1}, float[1,1,1] one3 = {1}, float[2,3] ones = {1,1,1,1,1,1}, int64[4] still = {0,0,0,0}, int64[4] wide = {0,1,0,0},
  int64[2] same = {2,3}, int64[2] rest = {-1,3}, int64[2] copy = {0,-1}, int64[2] turned = {3,2}, int64[3] deeper = {1,2,3}, int64[2] units = {1,1}, bool yes = {1}, float half = {0.5}`;
const run = (body: string) => fuseText(`g (float[2,3] x) => (y) <${constants}> { t = Neg(x) ${body} y = Abs(u) }`, [dropNoOp]);

test.each([
  'u = Identity(t)',
  'u = Dropout(t)',
  'u = Dropout(t, half)',
  'u = Pad(t, still)',
  'u = Reshape(t, same)',
  'u = Reshape(t, rest)',
  'u = Reshape(t, copy)',
  'u = Flatten(t)',
  'u = Expand(t, units)',
  'u = Transpose<perm=[0,1]>(t)',
  'u = Add(t, zero)',
  'u = Add(zero, t)',
  'u = Sub(t, zero)',
  'u = Mul(t, one)',
  'u = Mul(one2, t)',
  'u = Mul(t, ones)',
  'u = Div(t, one)',
  'u = Pow(t, one)',
  'u = Clip(t)',
  'u = Concat<axis=0>(t)',
  'u = Sum(t)',
])('drops %s', async (body) => {
  const { before, after } = fuseText(`g (float[2,3] x) => (y) <float[2,3] t, ${constants}> { t = Neg(x) ${body} y = Abs(u) }`, [dropNoOp]);
  expect(opTypes(after)).toEqual(['Neg', 'Abs']);
  await expectEquivalent(before, after, { rtol: 0, atol: 0, seed: 1 });
});

test.each([
  'u = Pad(t, wide)',
  'u = Reshape(t, turned)',
  'u = Reshape(t, deeper)',
  'u = Transpose<perm=[1,0]>(t)',
  'u = Transpose(t)',
  'u = Sub(zero, t)',
  'u = Div(one, t)',
  'u = Mul(t, half)',
  'u = Mul(t, one3)',
  'u = Dropout(t, half, yes)',
  'u = Expand(t, deeper)',
])('keeps %s', (body) => {
  const { record } = fuseText(`g (float[2,3] x) => (y) <float[2,3] t, ${constants}> { t = Neg(x) ${body} y = Abs(u) }`, [dropNoOp]);
  expect(record.modified).toBe(false);
});

test('keeps a Reshape of what has no known shape', () => {
  expect(run('u = Reshape(t, same)').record.modified).toBe(false);
});

test('keeps a Dropout whose mask is read', () => {
  const { reasons } = fuseText('g (float[2,3] x) => (y, mask) { y, mask = Dropout(x) }', [dropNoOp]);
  expect(reasons).toEqual(['its second output "mask" is read']);
});

test('drops a Cast to the type that is there, and keeps one to another', () => {
  const text =
    'g (float[2] x) => (y) <float[2] t, int64[2] u, int64[2] v> { t = Neg(x) s = Cast<to=1>(t) u = Cast<to=7>(s) v = Cast<to=7>(u) y = Abs(v) }';
  expect(opTypes(fuseText(text.replace('float[2] t,', 'float[2] t, float[2] s,'), [dropNoOp]).after)).toEqual(['Neg', 'Cast', 'Abs']);
});
