import { expectEquivalent } from '@octet/testing';
import { expect, test } from 'vitest';
import { upgradeText } from './upgrade-text.ts';

const exact = { rtol: 0, atol: 0, seed: 1 };

test.each([
  [9, 'y = Slice<starts=[1, -2], ends=[9223372036854775807, -1]>(x)', 'Slice: starts, ends became inputs'],
  [1, 'y = Slice<axes=[1], starts=[-3], ends=[-1]>(x)', 'Slice: starts, ends, axes became inputs'],
  [11, 'y = Unsqueeze<axes=[0, -1]>(x)', 'Unsqueeze: axes became an input'],
  [9, 'a = Unsqueeze<axes=[1]>(x) y = Squeeze<axes=[1]>(a)', 'Unsqueeze: axes became an input\nSqueeze: axes became an input'],
  [9, 'y = Squeeze(x)', ''],
  [11, 'y = ReduceSum<axes=[-1], keepdims=0>(x)', 'ReduceSum: axes became an input'],
  [11, 'y = ReduceSum(x)', ''],
  [11, 'y = ReduceSum<axes: ints=[]>(x)', 'ReduceSum: the empty axes went'],
  [11, 'y = ReduceMean<axes=[1]>(x)', ''],
  [11, 'y, z = Split<axis=1, split=[1, 3]>(x)', 'Split: split became an input'],
  [11, 'y, z = Split<axis=1>(x)', ''],
  [9, 'y, z = TopK<axis=1, k=2>(x)', 'TopK: k became an input'],
  [10, 'y, z = TopK<axis=1>(x, k)', ''],
])('opset %i: %s', async (opset, nodes, changes) => {
  const outputs = nodes.includes('y, z =') ? '(y, z)' : '(y)';
  const upgraded = upgradeText(opset, `g (float[3,4] x) => ${outputs} <int64[1] k = {2}> { ${nodes} }`);
  expect(upgraded.changes.map((c) => c.replace(/ ".*?"/, '')).join('\n')).toBe(changes);
  await expectEquivalent(upgraded.before, upgraded.after, exact);
});

test('sizes of Split that were an input in opset 1 are one again', async () => {
  const graph = 'g (float[3,4] x) => (y, z) <int64[2] s = {1, 2}> { [sp] y, z = Split<axis=0>(x, s) }';
  const { after, changes } = upgradeText(1, graph);
  expect(changes).toEqual(['Split "sp": split became an attribute', 'Split "sp": split became an input']);
  await expectEquivalent(upgradeText(13, graph).before, after, exact);
});

test('refuses sizes of Split that opset 1 computes', () => {
  expect(() => upgradeText(1, 'g (float[3,4] x, float[2] s) => (y, z) { [sp] y, z = Split<axis=0>(x, s) }')).toThrow(
    'Split "sp" cannot be raised to opset 2: its sizes "s" are computed at run time.',
  );
});

test('refuses TopK without k', () => {
  expect(() => upgradeText(1, 'g (float[4] x) => (y, z) { [t] y, z = TopK(x) }')).toThrow(
    'TopK "t" cannot be raised to opset 10: it has no k.',
  );
});

test('the shape of Reshape of opset 1 is an input', async () => {
  const { after, changes } = upgradeText(1, 'g (float[3,4] x) => (y) { [r] y = Reshape<shape=[2, -1]>(x) }');
  expect(changes).toEqual(['Reshape "r": shape became an input']);
  const { before } = upgradeText(5, 'g (float[3,4] x) => (y) <int64[2] s = {2, -1}> { y = Reshape(x, s) }');
  await expectEquivalent(before, after, exact);
});

test('the axis of Concat, left out in opset 1, is 1', async () => {
  const { after, changes } = upgradeText(1, 'g (float[3,4] x) => (y) { [c] y = Concat(x, x) }');
  expect(changes).toEqual(['Concat "c": the axis is stated']);
  const { before } = upgradeText(4, 'g (float[3,4] x) => (y) { y = Concat<axis=1>(x, x) }');
  await expectEquivalent(before, after, exact);
});
