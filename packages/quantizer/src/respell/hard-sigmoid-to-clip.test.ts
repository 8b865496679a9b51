import { scalarOf } from '@octet/onnx';
import { expectEquivalent, expectStatedTypes, opTypes } from '@octet/testing';
import { expect, test } from 'vitest';
import { respellText } from './respell-text.ts';

const rules = ['hard-sigmoid-to-clip'] as const;

test.each([
  ['alpha=0.16666667, beta=0.5', [3, 0, 6, 1 / 6]],
  ['alpha=0.2', [2.5, 0, 5, 0.2]],
  ['alpha=0.5, beta=-0.25', [-0.5, 0, 2, 0.5]],
])('HardSigmoid<%s> becomes a shifted clip read at a scale', async (attributes, constants) => {
  const { before, after } = respellText(`g (float[4,50] x) => (float[4,50] y) { y = HardSigmoid<${attributes}>(x) }`, rules);
  expect(opTypes(after)).toEqual(['Add', 'Clip', 'Mul']);
  expect([...after.graph.nodes()].flatMap((n) => n.inputs.flatMap((v) => scalarOf(v) ?? []))).toEqual(constants.map(Math.fround));
  await expectEquivalent(before, after, { rtol: 0, atol: 3e-7, seed: 1 });
  await expectStatedTypes(after, { seed: 1 });
});

test('x * HardSigmoid(x) takes the spelling of HardSwish', async () => {
  const { before, after } = respellText(
    'g (float[4,50] x) => (float[4,50] y) { h = HardSigmoid<alpha=0.16666667, beta=0.5>(x) y = Mul(x, h) }',
    rules,
  );
  expect(opTypes(after)).toEqual(['Add', 'Clip', 'Mul', 'Mul']);
  await expectEquivalent(before, after, { rtol: 1e-6, atol: 1e-6, seed: 1 });
});

test('refuses a falling ramp', () => {
  const { after, reasons } = respellText('g (float[4] x) => (float[4] y) { y = HardSigmoid<alpha=-0.2, beta=0.5>(x) }', rules);
  expect(opTypes(after)).toEqual(['HardSigmoid']);
  expect(reasons[0]).toMatch(/^alpha -0\.2\d* and beta 0\.5 give no rising ramp/);
});
