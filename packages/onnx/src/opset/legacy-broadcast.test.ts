import { compareTensors, expectEquivalent, opTypes, randomFeeds, runModel } from '@octet/testing';
import { expect, test } from 'vitest';
import { upgradeText } from './upgrade-text.ts';

const exact = { rtol: 0, atol: 0, seed: 1 };

test.each([
  ['float[3] b', 'Add<broadcast=1, axis=1>', 'float[3,1,1] b', 'broadcasting is said by the shape of the second operand'],
  ['float[3,4] b', 'Mul<broadcast=1, axis=1>', 'float[3,4,1] b', 'broadcasting is said by the shape of the second operand'],
  ['float[2] b', 'Sub<broadcast=1, axis=-4>', 'float[2,1,1,1] b', 'broadcasting is said by the shape of the second operand'],
  ['float[4,5] b', 'Div<broadcast=1, axis=2>', 'float[4,5] b', 'broadcast and axis went'],
  ['float[5] b', 'Add<broadcast=1>', 'float[5] b', 'broadcast went'],
  ['float[2,3,4,5] b', 'Add<broadcast=0>', 'float[2,3,4,5] b', 'broadcast went'],
])('(%s) with %s is broadcast as %s', async (given, op, meant, what) => {
  const { after, changes } = upgradeText(6, `g (float[2,3,4,5] x, ${given}) => (y) { [n] y = ${op}(x, b) }`);
  const { before: modern } = upgradeText(13, `g (float[2,3,4,5] x, ${meant}) => (y) { y = ${op.replace(/<.*>/, '')}(x, b) }`);
  expect(changes[0]).toBe(`${op.replace(/<.*>/, '')} "n": ${what}`);
  const feeds = randomFeeds(modern, 1);
  const expected = await runModel(modern, feeds, { optimization: 'disabled' });
  const dims = after.graph.inputs[1]?.shape as number[];
  const actual = await runModel(after, { ...feeds, b: { ...feeds['b'], dims } as never }, { optimization: 'disabled' });
  expect(compareTensors(expected['y'] as never, actual['y'] as never, exact)).toBeUndefined();
});

test('refuses an axis where a rank is not known', () => {
  expect(() => upgradeText(6, 'g (x, float[3] b) => (y) { [n] y = Add<broadcast=1, axis=1>(x, b) }')).toThrow(
    'Add "n" cannot be raised to opset 7: it broadcasts from axis 1 on, and the rank of an operand is not known. Run ONNX shape inference',
  );
});

test('refuses an axis that the first operand does not have', () => {
  expect(() => upgradeText(6, 'g (float[2] x, float[2] b) => (y) { [n] y = Add<broadcast=1, axis=-9007199254740991>(x, b) }')).toThrow(
    "its axis -9007199254740991 is none of its first operand's 1. Repair the model.",
  );
});

test('follows the rank through the layers above', () => {
  const { changes } = upgradeText(
    6,
    `g (float[1,3,8,8] x) => (y) <float[4,3,1,1] w = random(seed=1), float[4] b = {1, 2, 3, 4}> {
      c = Conv(x, w) r = Relu(c) p = MaxPool<kernel_shape=[2, 2]>(r) [n] y = Add<broadcast=1, axis=1>(p, b) }`,
  );
  expect(changes[0]).toBe('Add "n": broadcasting is said by the shape of the second operand');
});

test('Gemm loses broadcast', async () => {
  const graph = 'g (float[2,3] a, float[3,4] b, float[4] c) => (y) { [n] y = Gemm(a, b, c) }';
  const { after, changes } = upgradeText(6, graph.replace('Gemm', 'Gemm<broadcast=1, alpha=0.5>'));
  expect(changes).toEqual(['Gemm "n": broadcast went']);
  await expectEquivalent(upgradeText(13, graph.replace('Gemm', 'Gemm<alpha=0.5>')).before, after, exact);
});

test('the slope of PRelu lies along axis 1', async () => {
  const graph = (slope: string) => `g (float[2,3,4] x) => (y) <${slope} = {0.1, 0.2, 0.3}> { [n] y = PRelu(x, s) }`;
  const { after, changes } = upgradeText(6, graph('float[3] s'));
  expect([changes[0], opTypes(after)]).toEqual(['PRelu "n": the slope lies along axis 1 by its shape', ['Unsqueeze', 'PRelu']]);
  await expectEquivalent(upgradeText(9, graph('float[3,1] s')).before, after, exact);
});

test('a single slope of PRelu stays, and one for an unknown rank is refused', () => {
  expect(upgradeText(6, 'g (float[2,3,4] x) => (y) <float[1] s = {0.1}> { y = PRelu(x, s) }').changes).toEqual([]);
  expect(() => upgradeText(6, 'g (x) => (y) <float[3] s = {1, 2, 3}> { [n] y = PRelu(x, s) }')).toThrow(
    'PRelu "n" cannot be raised to opset 7: the rank of its input or slope is not known.',
  );
});
