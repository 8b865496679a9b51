import { expectEquivalent, opTypes } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { upgradeText } from './upgrade-text.ts';

describe.each(['Softmax', 'LogSoftmax', 'Hardmax'])('%s', (op) => {
  test.each([
    ['float[2,5] x', 'y = OP(x)', 'OP'],
    ['float[2,3,5] x', 'y = OP<axis=2>(x)', 'OP'],
    ['float[2,5,1,1] x', 'y = OP<axis=1>(x)', 'OP'],
    ['float[2,1,5,1] x', 'y = OP<axis=1>(x)', 'OP'],
    ['float[2,1] x', 'y = OP<axis=1>(x)', 'OP'],
    ['float[5] x', 'y = OP<axis=0>(x)', 'OP'],
    ['float[2,3,5] x', 'y = OP<axis=1>(x)', 'Flatten,Shape,OP,Reshape'],
    ['float[2,3,5] x', 'y = OP<axis=0>(x)', 'Flatten,Shape,OP,Reshape'],
    ['float[2,3,5] x', 'a = OP<axis=1>(x) y = Neg(a)', 'Flatten,Shape,OP,Reshape,Neg'],
  ])('(%s) { %s } becomes %s', async (x, nodes, ops) => {
    const { before, after } = upgradeText(9, `g (${x}) => (y) { ${nodes.replace('OP', op)} }`);
    expect(opTypes(after).join()).toBe(ops.replace('OP', op));
    expect(after.graph.outputs.map((v) => v.name)).toEqual(['y']);
    await expectEquivalent(before, after, { rtol: 1e-6, atol: 1e-6, seed: 1 });
  });

  test('of opset 11 takes negative axes the same way', async () => {
    const last = upgradeText(11, `g (x) => (y) { [s] y = ${op}<axis=-1>(x) }`);
    expect([opTypes(last.after), last.changes]).toEqual([[op], []]);
    const { before, after } = upgradeText(11, `g (float[2,3,5] x) => (y) { [s] y = ${op}<axis=-2>(x) }`);
    expect(opTypes(after)).toEqual(['Flatten', 'Shape', op, 'Reshape']);
    await expectEquivalent(before, after, { rtol: 1e-6, atol: 1e-6, seed: 1 });
  });

  test('of opset 13 is left alone', () => {
    const { after, changes } = upgradeText(13, `g (float[2,3,5] x) => (y) { [s] y = ${op}<axis=1>(x) }`);
    expect([opTypes(after), changes]).toEqual([[op], []]);
  });
});

test('a matrix is made where the rank is not known', () => {
  const { changes } = upgradeText(9, 'g (x) => (y) { [s] y = Softmax<axis=3>(x) }');
  expect(changes).toEqual(['Softmax "s": Flatten and Reshape stand around it: axis 3 meant all axes from 3 on']);
});

test('the rank of attention scores is followed through shapes computed at run time', () => {
  const { changes } = upgradeText(
    11,
    `g (float[B,S,8] x, mask) => (y) <int64 i0 = {0}, int64 i1 = {1}, int64[1] heads = {2}, int64[1] rest = {-1}, float half = {0.5}> {
      s0 = Shape(x) b = Gather(s0, i0) b1 = Unsqueeze<axes=[0]>(b)
      s1 = Shape(x) t = Gather(s1, i1) t1 = Unsqueeze<axes=[0]>(t)
      shape = Concat<axis=0>(b1, t1, heads, rest)
      split = Reshape(x, shape)
      q = Transpose<perm=[0, 2, 1, 3]>(split) k = Transpose<perm=[0, 2, 3, 1]>(split)
      scores = MatMul(q, k) scaled = Div(scores, half)
      y = Softmax<axis=3>(scaled)
    }`,
  );
  expect(changes.filter((c) => c.startsWith('Softmax'))).toEqual([]);
});

test('a matrix is made in sibling bodies that share a value name', async () => {
  const body = (name: string) => `${name} () => (a) { a = Softmax<axis=1>(x) }`;
  const { before, after } = upgradeText(
    11,
    `g (bool c, float[2,3,5] x) => (y) { y = If<then_branch = ${body('t')}, else_branch = ${body('e')}>(c) }`,
  );
  expect([...after.graph.allNodes()].filter((n) => n.opType === 'Softmax')).toHaveLength(2);
  await expectEquivalent(before, after, { rtol: 1e-6, atol: 1e-6, seed: 1 });
});
