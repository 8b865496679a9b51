import { type Model, parseModel } from '@octet/onnx';
import { expect, test } from 'vitest';
import { identity, transferOf } from './transfer.ts';

const transfer = (body: string, output = 'y') => {
  const model: Model = parseModel(
    `g (float[1,4] x) => (float[1,4] ${output}) <float three = {3}, float zero = {0}, float six = {6}, float sixth = {0.16666667}> { v = Neg(x) ${body} }`,
  );
  const v = model.graph.find('v');
  if (v === undefined) throw new Error('no value "v"');
  return transferOf(v);
};

test.each([
  ['Relu', 'y = Relu(v)', (x: number) => Math.max(0, x)],
  ['Sigmoid', 'y = Sigmoid(v)', (x: number) => 1 / (1 + Math.exp(-x))],
  ['SiLU', 's = Sigmoid(v) y = Mul(v, s)', (x: number) => x / (1 + Math.exp(-x))],
  ['SiLU written the other way round', 's = Sigmoid(v) y = Mul(s, v)', (x: number) => x / (1 + Math.exp(-x))],
  [
    'HardSwish',
    'a = Add(v, three) c = Clip(a, zero, six) h = Mul(c, sixth) y = Mul(v, h)',
    (x: number) => (x * Math.min(6, Math.max(0, x + 3))) / 6,
  ],
])('recognises %s by all readers of the value, with its slope', (_, body, f) => {
  const found = transfer(body);
  for (const x of [-7, -2.9, -1, -0.1, 0.1, 0.7, 2.9, 7]) {
    expect(found.f(x)).toBeCloseTo(f(x), 12);
    expect(found.slope(x)).toBeCloseTo((f(x + 1e-6) - f(x - 1e-6)) / 2e-6, 5);
  }
});

test.each([
  ['a reader more', 's = Sigmoid(v) m = Mul(v, s) y = Add(m, v)'],
  ['a gate of another value', 's = Sigmoid(v) t = Neg(s) y = Mul(v, t)'],
  ['an Add that does not come back to the product', 'a = Add(v, three) b = Neg(a) y = Mul(v, b)'],
  ['an operator that is none of them', 'y = Neg(v)'],
])('takes %s for no activation', (_, body) => {
  expect(transfer(body)).toBe(identity);
});

test('a value that is an output counts as it is', () => {
  expect(transfer('y = Relu(v)', 'v')).toBe(identity);
});
