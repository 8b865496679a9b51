import { expectEquivalent, expectStatedTypes, opTypes } from '@octet/testing';
import { expect, test } from 'vitest';
import { respellText } from './respell-text.ts';

const rules = ['reduce-mean-to-global-average-pool'] as const;
const close = { rtol: 1e-5, atol: 1e-6, seed: 1 };

test.each(['axes=[2,3]', 'axes=[-1,-2]'])('the mean over height and width (%s) becomes GlobalAveragePool', async (axes) => {
  const { before, after } = respellText(`g (float[2,3,4,5] x) => (float[2,3,1,1] y) { y = ReduceMean<${axes}>(x) }`, rules);
  expect(opTypes(after)).toEqual(['GlobalAveragePool']);
  await expectEquivalent(before, after, close);
});

test('without kept dimensions a Flatten follows', async () => {
  const { before, after } = respellText(
    `<ir_version: 8, opset_import: ["" : 18]> g (float[N,3,4,5] x) => (float[N,3] y) <int64[2] axes = {2, 3}> { y = ReduceMean<keepdims=0>(x, axes) }`,
    rules,
  );
  expect(opTypes(after)).toEqual(['GlobalAveragePool', 'Flatten']);
  await expectEquivalent(before, after, close);
  await expectStatedTypes(after, { seed: 1 });
});

test.each([
  ['other axes', 'y = ReduceMean<axes=[1,2]>(x)', 'it reduces the axes [1, 2], not height and width'],
  ['one axis', 'y = ReduceMean<axes=[2]>(x)', 'it reduces the axes [2], not height and width'],
  ['all axes', 'y = ReduceMean(x)', 'it reduces the axes [], not height and width'],
])('refuses %s', (_, node, reason) => {
  const { after, reasons } = respellText(`g (float[2,3,4,5] x) => (float[] y) { ${node} }`, rules);
  expect(opTypes(after)).toEqual(['ReduceMean']);
  expect(reasons).toEqual([reason]);
});

test('refuses a sequence, and a value of unknown rank', () => {
  expect(respellText('g (float[2,3,4] x) => (float[2,3,1] y) { y = ReduceMean<axes=[2]>(x) }', rules).reasons).toEqual([
    '"x" has rank 3, not 4',
  ]);
  expect(
    respellText('g (float[2,3,4,5] x) => (float[] y) <float[] h> { h = Relu(x) y = ReduceMean<axes=[2,3]>(h) }', rules).reasons,
  ).toHaveLength(1);
});
