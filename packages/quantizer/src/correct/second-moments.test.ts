import { type Node, parseModel, type Tensor } from '@octet/onnx';
import { randomTensor, runModel } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { MomentGatherer } from './second-moments.ts';

const model = (x: string, w: string, node: string) =>
  parseModel(
    `<ir_version: 8, opset_import: ["" : 17]> g (float[${x}] x) => (float[] y) <float[${w}] w = random(seed=1, std=0.3)> { y = ${node} }`,
  );

const onlyNode = (text: ReturnType<typeof model>) => text.graph.nodes().next().value as Node;

/** Σ (w·x)² over all inputs of all rows: what the moments say, which must be what onnxruntime's outputs say. */
function expectedSquares(
  { dims, data }: Tensor,
  { size, groups, sums }: MomentGatherer['moments'],
  row: (c: number, k: number) => number,
): number {
  let squares = 0;
  const channels = data.length / size;
  for (let c = 0; c < channels; c++) {
    const at = Math.floor((c * groups) / channels) * size * size;
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) squares += row(c, i) * row(c, j) * (sums[at + Math.max(i, j) * size + Math.min(i, j)] as number);
  }
  expect(dims.length).toBeGreaterThan(1);
  return squares;
}

describe('the moments of what a layer sees', () => {
  test.each([
    ['a pointwise convolution', '2,6,5,5', '8,6,1,1', 'Conv(x, w)'],
    ['padding, strides and dilations', '2,3,9,8', '4,3,3,3', 'Conv<pads=[1,2,0,1], strides=[2,1], dilations=[1,2]>(x, w)'],
    ['groups', '1,6,7,7', '4,3,3,3', 'Conv<pads=[1,1,1,1], group=2>(x, w)'],
    ['a depthwise convolution', '1,5,6,6', '5,1,3,3', 'Conv<pads=[1,1,1,1], group=5>(x, w)'],
    ['a Gemm', '7,6', '6,4', 'Gemm(x, w)'],
    ['a transposed Gemm', '7,6', '4,6', 'Gemm<transB=1>(x, w)'],
    ['a MatMul of rows in batches', '2,3,6', '6,4', 'MatMul(x, w)'],
  ])('%s: give the squares of its outputs', async (_, xDims, wDims, text) => {
    const g = model(xDims, wDims, text);
    const x = randomTensor(xDims.split(',').map(Number), { seed: 7 });
    const node = onlyNode(g);
    const gatherer = MomentGatherer.of(node, 1);
    gatherer?.add(x);
    const outputs = await runModel(g, { x }, { optimization: 'all' });
    const w = node.input(1)?.constant?.tensor as Tensor;
    const isColumns = text.startsWith('MatMul') || text.startsWith('Gemm(');
    const moments = gatherer?.moments as MomentGatherer['moments'];
    const row = (c: number, k: number) => Number(w.data[isColumns ? k * (w.dims[1] as number) + c : c * moments.size + k]);
    const squares = ((outputs['y'] as Tensor).data as Float32Array).reduce((sum, v) => sum + v * v, 0);
    expect(expectedSquares(w, moments, row) / squares).toBeCloseTo(1, 5);
  });

  test.each([
    ['whose rows are too long', '1,90,9,9', '4,90,3,3', 'Conv(x, w)'],
    ['of one dimension', '1,3,9', '4,3,3', 'Conv(x, w)'],
    ['that pads itself', '1,3,9,9', '4,3,3,3', 'Conv<auto_pad="SAME_UPPER">(x, w)'],
    ['that turns its input', '6,7', '6,4', 'Gemm<transA=1>(x, w)'],
    ['that is a transposed convolution', '1,3,9,9', '3,4,3,3', 'ConvTranspose(x, w)'],
  ])('a layer %s: is left alone', (_, xDims, wDims, text) => {
    expect(MomentGatherer.of(onlyNode(model(xDims, wDims, text)), 1)).toBeUndefined();
  });

  test('a large tensor is not looked at in whole', () => {
    const gatherer = MomentGatherer.of(onlyNode(model('1,2,64,64', '3,2,1,1', 'Conv(x, w)')), 32) as MomentGatherer;
    gatherer.add({ dtype: 'float32', dims: [1, 2, 64, 64], data: new Float32Array(2 * 64 * 64).fill(1) });
    expect(gatherer.moments.sums[0]).toBe(8); // 256 inputs from 32 samples
  });
});
