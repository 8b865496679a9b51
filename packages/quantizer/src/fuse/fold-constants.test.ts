import { constantOf, parseModel } from '@octet/onnx';
import { expectEquivalent, opTypes, directRunner as runner } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { foldConstants } from './fold-constants.ts';

const exact = { rtol: 0, atol: 0, seed: 1 };

describe('folds', () => {
  test.each([
    [
      'Constant nodes of every kind',
      'a = Constant<value_float = 2.0>() t = Mul(x, a) i = Constant<value_ints = [3, 2]>() y = Reshape(t, i)',
      ['Mul', 'Reshape'],
    ],
    [
      'a weight behind Reshape, Transpose and Cast',
      'a = Cast<to = 1>(h) b = Transpose<perm = [1,0]>(a) c = Reshape(b, shape) y = MatMul(x, c)',
      ['MatMul'],
    ],
    ['a constant shared by several readers', 'a = Neg(w) t = MatMul(x, a) y = MatMul(t, a)', ['MatMul', 'MatMul']],
    ['several outputs of one node', 'a, b = Split<axis = 0>(w) t = Add(x, a) y = Sub(t, b)', ['Add', 'Sub']],
  ])('%s', async (_, body, left) => {
    const before = parseModel(
      `g (float[2,3] x) => (y) <float[3,3] w = random(seed=1, std=1), double[3,3] h = {1,2,3,4,5,6,7,8,9}, int64[2] shape = {3,3}> { ${body} }`.replace(
        'float[3,3] w',
        body.includes('Split') ? 'float[4,3] w' : 'float[3,3] w',
      ),
    );
    const after = before.clone();
    const record = await foldConstants(after, { runner });
    expect(record.modified).toBe(true);
    expect(opTypes(after)).toEqual(left);
    await expectEquivalent(before, after, exact);
  });

  test('once: the second time there is nothing to do', async () => {
    const model = parseModel('g (float[3] x) => (y) <float[3] w = {1,2,3}> { [n] a = Neg(w) y = Add(x, a) }');
    const record = await foldConstants(model, { runner });
    expect(record.applied).toEqual([{ rule: 'fold-constants', node: 'n', origins: ['n', 'fold-constants'] }]);
    expect(constantOf(model.graph.find('a'))?.data).toEqual(Float32Array.of(-1, -2, -3));
    expect(await foldConstants(model, { runner })).toEqual({ modified: false, applied: [], refused: [] });
  });

  test('what only a body reads', async () => {
    const before = parseModel(`g (bool c, float[3] x) => (y) <float[3] w = {1,2,3}> { a = Neg(w)
      y = If<then_branch = yes () => (float[3] p) { p = Add(x, a) }, else_branch = no () => (float[3] q) { q = Sub(x, a) }>(c) }`);
    const after = before.clone();
    await foldConstants(after, { runner });
    expect(opTypes(after)).toEqual(['If']);
    await expectEquivalent(before, after, exact);
  });
});

describe('keeps', () => {
  test.each([
    ['random operators', 'a = RandomNormalLike(w) y = Add(x, a)', ['RandomNormalLike', 'Add']],
    ['the integers of a quantized weight', 'a = DequantizeLinear(q, s) y = Add(x, a)', ['DequantizeLinear', 'Add']],
    ['what depends on an input', 'a = Neg(x) y = Add(a, w)', ['Neg', 'Add']],
    ['a graph output', 'y = Neg(w)', ['Neg']],
  ])('%s', async (_, body, left) => {
    const model = parseModel(`g (float[3] x) => (y) <float[3] w = {1,2,3}, int8[3] q = {1,2,3}, float s = {0.5}> { ${body} }`);
    expect((await foldConstants(model, { runner })).modified).toBe(false);
    expect(opTypes(model)).toEqual(left);
  });

  test('a default that a caller may replace', async () => {
    const model = parseModel('g (float[3] x, float[3] w = {1,2,3}) => (y) { a = Neg(w) y = Add(x, a) }');
    expect((await foldConstants(model, { runner })).modified).toBe(false);
  });

  test('a computation whose result is larger than the limit and than what it is made of', async () => {
    const model = parseModel('g (float[64] x) => (y) <int64[2] n = {100, 64}, float one = {1}> { [e] a = Expand(one, n) y = Add(x, a) }');
    const record = await foldConstants(model, { runner, growthLimitBytes: 25_599 });
    expect(record.refused).toEqual([
      { rule: 'fold-constants', node: 'e', reason: 'its result takes 25600 bytes, more than the 20 it is made of' },
    ]);
    expect(opTypes(model)).toEqual(['Expand', 'Add']);
    expect((await foldConstants(model, { runner, growthLimitBytes: 25_600 })).applied.length).toBe(1);
  });
});
