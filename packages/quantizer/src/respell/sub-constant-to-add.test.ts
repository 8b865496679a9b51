import { constantOperand } from '@octet/onnx';
import { expectEquivalent, expectStatedTypes, opTypes } from '@octet/testing';
import { expect, test } from 'vitest';
import { respellText } from './respell-text.ts';

const exact = { rtol: 0, atol: 0, seed: 20250101 };
const rules = ['sub-constant-to-add'] as const;

test('x - c becomes x + (-c), bit for bit', async () => {
  const { before, after } = respellText(
    'g (float[2,3,4,4] x) => (float[2,3,4,4] y) <float[3,1,1] c = random(seed=1)> { y = Sub(x, c) }',
    rules,
  );
  expect(opTypes(after)).toEqual(['Add']);
  const [add] = after.graph.nodes();
  expect(add && constantOperand(add)?.index).toBe(1);
  await expectEquivalent(before, after, exact);
});

test('c - x becomes x * (-1) + c, bit for bit', async () => {
  const { before, after } = respellText('g (float[2,3] x) => (float[2,3] y) <float[3] c = random(seed=2)> { y = Sub(c, x) }', rules);
  expect(opTypes(after)).toEqual(['Mul', 'Add']);
  await expectEquivalent(before, after, exact);
  await expectStatedTypes(after, { seed: 1 });
});

test('refuses integers', () => {
  const { after, reasons } = respellText('g (int64[3] x) => (int64[3] y) <int64[1] c = {1}> { y = Sub(x, c) }', rules);
  expect(opTypes(after)).toEqual(['Sub']);
  expect(reasons).toEqual(['"c" is int64, not float32']);
});

test('has nothing to say about two computed operands', () => {
  const { after, record } = respellText('g (float[3] x, float[3] z) => (float[3] y) { y = Sub(x, z) }', rules);
  expect(opTypes(after)).toEqual(['Sub']);
  expect(record.refused).toEqual([]);
});
