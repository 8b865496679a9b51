import { expectEquivalent, expectStatedTypes, opTypes } from '@octet/testing';
import { expect, test } from 'vitest';
import { respellText } from './respell-text.ts';

const rules = ['hard-swish-to-clip'] as const;

test('HardSwish becomes x times a shifted clip', async () => {
  const { before, after } = respellText('g (float[4,50] x) => (float[4,50] y) { [act] y = HardSwish(x) }', rules);
  expect(opTypes(after)).toEqual(['Add', 'Clip', 'Mul', 'Mul']);
  expect([...after.graph.nodes()].at(-1)?.name).toBe('act');
  await expectEquivalent(before, after, { rtol: 1e-6, atol: 1e-6, seed: 1 });
  await expectStatedTypes(after, { seed: 1 });
});

test('refuses a double, for which the constants would have the wrong type', () => {
  const { after, reasons } = respellText('g (double[4] x) => (double[4] y) { y = HardSwish(x) }', rules);
  expect(opTypes(after)).toEqual(['HardSwish']);
  expect(reasons).toEqual(['"x" is float64, not float32']);
});
