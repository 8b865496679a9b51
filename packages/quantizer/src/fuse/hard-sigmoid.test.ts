import { expectEquivalent, opTypes } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { fuseText } from './fuse-text.ts';
import { hardSigmoid, hardSwish } from './hard-sigmoid.ts';

const constants = 'float zero = {0}, float one = {1}, float three = {3}, float six = {6}, float five = {5}, float sixth = {0.16666667}';
const run = (body: string) => fuseText(`g (float[2,50] x, float[2,50] z) => (y) <${constants}> { ${body} }`, [hardSwish, hardSigmoid]);
const exact = { rtol: 1e-6, atol: 1e-6, seed: 1 };
const gate = 'a = Add(x, three) c = Clip(a, zero, six)';

describe('recognises HardSwish', () => {
  test.each([
    ['(x·clip)/6', `${gate} m = Mul(x, c) y = Div(m, six)`],
    ['(clip·x)·(1/6)', `${gate} m = Mul(c, x) y = Mul(sixth, m)`],
    ['x·(clip/6)', `${gate} d = Div(c, six) y = Mul(x, d)`],
    ['x/6·clip', `${gate} d = Div(x, six) y = Mul(d, c)`],
    ['x·HardSigmoid(x)', 'h = HardSigmoid<alpha=0.16666667, beta=0.5>(x) y = Mul(x, h)'],
  ])('%s', async (_, body) => {
    const { before, after } = run(body);
    expect(opTypes(after)).toEqual(['HardSwish']);
    await expectEquivalent(before, after, exact);
  });
});

test.each([
  ['by 6', `${gate} y = Div(c, six)`],
  ['by another height', 'a = Add(x, one) c = Clip(a, zero, five) y = Div(c, five)'],
])('recognises HardSigmoid: a clipped shift divided %s', async (_, body) => {
  const { before, after } = run(body);
  expect(opTypes(after)).toEqual(['HardSigmoid']);
  await expectEquivalent(before, after, exact);
});

test.each([
  ['the gate of another value', 'a = Add(z, three) c = Clip(a, zero, six) m = Mul(x, c) y = Div(m, six)', ['Add', 'Clip', 'Mul', 'Div']],
  ['another divisor', `${gate} y = Div(c, five)`, ['Add', 'Clip', 'Div']],
  ['HardSigmoid with its default slope', 'h = HardSigmoid(x) y = Mul(x, h)', ['HardSigmoid', 'Mul']],
])('leaves %s', (_, body, left) => {
  const { after, record } = run(body);
  expect(opTypes(after)).toEqual(left);
  expect(record.modified).toBe(false);
});

test('refuses where the clipped value feeds another node', () => {
  expect(run(`${gate} [d] e = Div(c, six) [n] y = Add(c, e)`).reasons).toEqual(['the output "c" of Clip "c" also feeds Add "n"']);
});
