import { expectEquivalent, opTypes } from '@octet/testing';
import { expect, test } from 'vitest';
import { fuseText } from './fuse-text.ts';
import { layerNorm, layerNormBias } from './layer-norm.ts';

const constants =
  'float two = {2}, float eps = {0.00001}, float[8] g = random(seed=1, std=1), float[8] b = random(seed=2, std=1), float[3,1] rows = {1, 2, 3}';
const head = (axes: string, square = 'Pow(d, two)') =>
  `m = ReduceMean<axes=${axes}>(x) [sub] d = Sub(x, m) s = ${square} [variance] v = ReduceMean<axes=${axes}>(s) e = Add(v, eps) r = Sqrt(e) n = Div(d, r)`;
const run = (body: string) => fuseText(`g (float[2,3,8] x) => (y) <${constants}> { ${body} }`, [layerNorm, layerNormBias]);

test.each([
  ['with scale and shift', `${head('[-1]')} k = Mul(n, g) y = Add(k, b)`],
  ['with its operands the other way round', `${head('[-1]')} k = Mul(g, n) y = Add(b, k)`],
  ['with the axis counted from the front', `${head('[2]')} k = Mul(n, g) y = Add(k, b)`],
  ['with the square as a product', `${head('[-1]', 'Mul(d, d)')} y = Mul(n, g)`],
])('recognises LayerNormalization %s', async (_, body) => {
  const { before, after } = run(body);
  expect(opTypes(after)).toEqual(['LayerNormalization']);
  await expectEquivalent(before, after, { rtol: 1e-4, atol: 1e-5, seed: 1 });
});

test.each([
  ['a mean over another axis', `${head('[1]')} y = Mul(n, g)`, 'ReduceMean "m" is not known to be over the last axis alone'],
  ['a scale for each row', `${head('[-1]')} y = Mul(n, rows)`, 'the scale "rows" varies along more than the last axis'],
  [
    'a deviation that feeds another node',
    `${head('[-1]')} k = Mul(n, g) [a] y = Add(k, d)`,
    'the output "d" of Sub "sub" also feeds Add "a"',
  ],
])('refuses %s', (_, body, reason) => {
  const { record, reasons } = run(body);
  expect(record.applied).toEqual([]);
  expect(reasons).toEqual([reason]);
});

test('leaves the deviation from the mean of another value', () => {
  const body = `z = Neg(x) ${head('[-1]')} y = Mul(n, g)`.replace('ReduceMean<axes=[-1]>(x)', 'ReduceMean<axes=[-1]>(z)');
  expect(run(body).record.modified).toBe(false);
});

test('keeps a shift that is not one number an element', () => {
  const { after, reasons } = run(`${head('[-1]')} k = Mul(n, g) y = Add(k, rows)`);
  expect(opTypes(after)).toEqual(['LayerNormalization', 'Add']);
  expect(reasons).toEqual(['the constant "rows" is not one number for each element that LayerNormalization "k" normalizes']);
});
