import { parseModel } from '@octet/onnx';
import { describe, expect, test } from 'vitest';
import { largestSumOf, partnersOf, sumOf } from './saturating-pairs.ts';

const partners = (weight: string, node: string) => {
  const [first] = parseModel(`g (float[] x) => (float[] y) <float[${weight}] w = random(seed=1)> { y = ${node} }`).graph.nodes();
  const found = partnersOf(first as never);
  return found && [...found];
};

describe('which weights of an output channel meet', () => {
  test.each([
    ['rows 2k and 2k + 1 of a matrix', '4,3', 'MatMul(x, w)', [1, 0, 3, 2]],
    ['but not the last of an odd number', '5,3', 'Gemm(x, w)', [1, 0, 3, 2, -1]],
    ['columns of a transposed one', '3,4', 'Gemm<transB=1>(x, w)', [1, 0, 3, 2]],
    ['input channels of one pixel', '8,4,1,2', 'Conv(x, w)', [2, 3, 0, 1, 6, 7, 4, 5]],
    ['where their number is odd, the last with the first of the next pixel', '8,3,1,2', 'Conv(x, w)', [2, 4, 0, 5, 1, 3]],
    ['channels of a group', '4,2,1,1', 'Conv<group=2>(x, w)', [1, 0]],
    ['pixels, of one channel with several filters', '4,1,1,3', 'Conv<group=2>(x, w)', [1, 0, -1]],
  ])('%s', (_, weight, node, expected) => {
    expect(partners(weight, node)).toEqual(expected);
  });

  test.each([
    ['a depthwise convolution', '4,1,3,3', 'Conv<group=4>(x, w)'],
    ['an operator that computes in float', '4,4,3,3', 'ConvTranspose(x, w)'],
  ])('none of %s', (_, weight, node) => {
    expect(partners(weight, node)).toBeUndefined();
  });
});

test('weights of one sign add up, those of two do not', () => {
  expect([sumOf(100, 28), sumOf(-100, -28), sumOf(100, -28), sumOf(-100, 28), sumOf(0, -5)]).toEqual([128, 128, 100, 100, 5]);
  expect(largestSumOf(Int32Array.of(1, 0, -1), [3, 4, 100])).toBe(7);
});
