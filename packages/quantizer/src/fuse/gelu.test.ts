import { expectEquivalent, opTypes } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { fuseText } from './fuse-text.ts';
import { gelu } from './gelu.ts';

const constants = 'float half = {0.5}, float one = {1}, float root = {1.4142135}, float inverse = {0.70710677}, float other = {1.5}';
const run = (body: string, opset = 17) =>
  fuseText(`<ir_version: 8, opset_import: ["" : ${opset}, "com.microsoft" : 1]> g (float[2,50] x) => (y) <${constants}> { ${body} }`, [
    gelu(opset),
  ]);
const gate = 'd = Div(x, root) e = Erf(d) a = Add(e, one)';

describe('recognises Gelu', () => {
  test.each([
    ['(x·gate)·0.5', `${gate} m = Mul(x, a) y = Mul(m, half)`],
    ['x·(0.5·gate)', `${gate} m = Mul(half, a) y = Mul(x, m)`],
    ['(0.5·x)·gate', `${gate} m = Mul(x, half) y = Mul(m, a)`],
    ['with a factor for the root', 'd = Mul(inverse, x) e = Erf(d) a = Add(one, e) m = Mul(x, a) y = Mul(m, half)'],
  ])('%s', async (_, body) => {
    const { before, after } = run(body);
    expect(opTypes(after)).toEqual(['com.microsoft.Gelu']);
    await expectEquivalent(before, after, { rtol: 1e-5, atol: 1e-6, seed: 1 });
  });

  test('as an operator of ONNX from opset 20', async () => {
    const { before, after } = run(`${gate} m = Mul(x, a) y = Mul(m, half)`, 20);
    expect(opTypes(after)).toEqual(['Gelu']);
    await expectEquivalent(before, after, { rtol: 1e-5, atol: 1e-6, seed: 1 });
  });
});

test.each([
  ['another divisor than √2', 'd = Div(x, other) e = Erf(d) a = Add(e, one) m = Mul(x, a) y = Mul(m, half)'],
  ['another factor than 0.5', `${gate} m = Mul(x, a) y = Mul(m, one)`],
  ['a gate of another value', 'n = Neg(x) d = Div(n, root) e = Erf(d) a = Add(e, one) m = Mul(x, a) y = Mul(m, half)'],
])('leaves %s', (_, body) => {
  expect(run(body).record.modified).toBe(false);
});

test('refuses where the error function feeds another node', () => {
  expect(run(`${gate} m = Mul(x, a) h = Mul(m, half) [n] y = Add(h, e)`).reasons).toEqual(['the output "e" of Erf "e" also feeds Add "n"']);
});
