import { expectEquivalent } from '@octet/testing';
import { expect, test } from 'vitest';
import { upgradeText } from './upgrade-text.ts';

const exact = { rtol: 0, atol: 0, seed: 1 };

test('limits become scalar inputs', async () => {
  const { before, after, changes } = upgradeText(9, 'g (float[2,9] x) => (y) { [c] y = Clip<min=-0.25, max=0.5>(x) }');
  expect(changes).toEqual(['Clip "c": min and max became inputs']);
  expect([...after.graph.nodes()][0]?.inputs.map((v) => v?.constant?.tensor.data)).toEqual([
    undefined,
    Float32Array.of(-0.25),
    Float32Array.of(0.5),
  ]);
  await expectEquivalent(before, after, exact);
});

test('a limit that was left out stays left out', async () => {
  const { before, after, changes } = upgradeText(6, 'g (float[2,9] x) => (y) { [c] y = Clip<max=0.5>(x) }');
  expect(changes).toEqual(['Clip "c": max became an input']);
  expect([...after.graph.nodes()][0]?.input(1)).toBeUndefined();
  await expectEquivalent(before, after, exact);
});

test('limits have the dtype that the weights tell, where the input states none', () => {
  const { after } = upgradeText(
    9,
    'g (x) => (y) <float16[1,1,1,1] w = {1}> { a = Conv(x, w) b = LeakyRelu(a) c = Transpose(b) y = Clip<min=0.0, max=6.0>(c) }',
  );
  const clip = [...after.graph.nodes()].at(-1);
  expect([1, 2].map((i) => clip?.input(i)?.dtype)).toEqual(['float16', 'float16']);
});

test('refuses where the dtype is not known', () => {
  expect(() => upgradeText(9, 'g (x) => (y) { [c] y = Clip<min=0.0>(x) }')).toThrow(
    'Clip "c" cannot be raised to opset 11: its limits must have the dtype of its input, which is not stated. Run ONNX shape inference',
  );
});

test('refuses integers, which Clip did not take then', () => {
  expect(() => upgradeText(9, 'g (int64[2] x) => (y) { [c] y = Clip<min=0.5>(x) }')).toThrow('which is int64, no float.');
});

test('without limits, and from opset 11 on, nothing changes', () => {
  expect(upgradeText(9, 'g (x) => (y) { y = Clip(x) }').changes).toEqual([]);
  expect(upgradeText(11, 'g (float[2] x) => (y) <float m = {0}> { y = Clip(x, m) }').changes).toEqual([]);
});
