import { runModel } from '@octet/testing';
import { expect, test } from 'vitest';
import { tensorOf } from '../ir/tensor.ts';
import { parseModel } from '../text/parse-model.ts';
import { inferShapes } from './infer.ts';
import { numbersOf } from './known.ts';

const picture = 'float[1,2,7,9] x';

test.each([
  ['a window that begins within the padding', picture, 'MaxPool<kernel_shape=[3,3], strides=[2,2], ceil_mode=1, pads=[1,1,1,1]>(x)'],
  ['one that would begin behind it', picture, 'MaxPool<kernel_shape=[1,1], strides=[4,4], ceil_mode=1>(x)'],
  ['SAME', picture, 'AveragePool<kernel_shape=[3,3], strides=[2,2], auto_pad="SAME_UPPER">(x)'],
  ['a dilated kernel', picture, 'Conv<dilations=[2,3], pads=[1,0,0,1]>(x, k)'],
  ['a transposed convolution', picture, 'ConvTranspose<strides=[2,2], output_padding=[1,0], pads=[0,1,1,0], group=2>(x, k)'],
  ['a scale that rounds up in float32', 'float[1,1,10,10] x', 'Resize<mode="nearest">(x, , s)'],
  ['a slice backwards, beyond both ends', picture, 'Slice(x, high, low, axes, back)'],
  ['a slice backwards from before the first', picture, 'Slice(x, low, low, axes, back)'],
  ['blocks', 'float[1,8,2,3] x', 'DepthToSpace<blocksize=2>(x)'],
  ['parts of unequal size', picture, 'Split<axis=3>(x, parts)'],
  ['the sum over all axes, none kept', picture, 'ReduceSum<keepdims=0>(x)'],
  ['a matrix and a vector', 'float[4,9] x', 'MatMul(x, v)'],
])('sizes of %s are those that onnxruntime computes', async (_what, input, node) => {
  const outputs = node.startsWith('Split') ? 'y, z' : 'y';
  const model = parseModel(`<ir_version: 8, opset_import: ["" : 17]> g (${input}) => (float y)
    <float[2,2,2,2] k = random(seed=1), float[4] s = {1, 1, 0.7, 1.3}, int64[1] high = {100}, int64[1] low = {-100}, int64[1] axes = {3},
     int64[1] back = {-2}, int64[2] parts = {2, 7}, float[9] v = random(seed=2)> { ${outputs} = ${node} }`);
  const [x] = model.graph.inputs;
  const dims = (x?.shape ?? []) as readonly number[];
  const measured = await runModel(
    model,
    { x: tensorOf.float32(new Float32Array(dims.reduce((n, d) => n * d, 1)), dims) },
    { optimization: 'disabled' },
  );
  expect(inferShapes(model.graph)(model.graph.outputs[0]).dims).toEqual(measured['y']?.dims);
});

test.each([
  ['Concat<axis=0>(far, one)', [2 ** 63, 1]],
  ['Cast<to=9>(pair)', [1, 0]],
  ['Div(pair, two)', [-1, 0]],
  ['Slice(three, one, far)', [7, 9]],
  ['Gather<axis=0>(three, last)', [9]],
  ['Transpose<perm=[1,0]>(square)', [1, 3, 2, 4]],
  ['Range(zero, nine, four)', [0, 4, 8]],
])('of %s the numbers follow', async (node, numbers) => {
  const model = parseModel(`<ir_version: 8, opset_import: ["" : 17]> g (float x) => (int64 y)
    <int64[1] far = {9223372036854775807}, int64[1] one = {1}, int64[2] pair = {-3, 0}, int64[1] two = {2}, int64[3] three = {5, 7, 9}, int64[1] last = {-1},
     int64[2,2] square = {1, 2, 3, 4}, int64 zero = {0}, int64 nine = {9}, int64 four = {4}> { y = ${node} }`);
  expect(numbersOf(inferShapes(model.graph)(model.graph.outputs[0]))).toEqual(numbers);
});

test.each([
  'Div(pair, zero)',
  'Mul(far, far)',
  'Gather<axis=0>(pair, far)',
  'Add(given, pair)',
  'Slice(pair, both, both2, zeros)',
  'Add<broadcast=1, axis=0>(pair, pair)',
])('of %s no numbers follow', (node) => {
  const { graph } = parseModel(
    `g (int64[2] given) => (y) <int64[1] far = {9223372036854775807}, int64[2] pair = {-3, 0}, int64 zero = {0}, int64[2] both = {1, 1}, int64[2] both2 = {2, 2}, int64[2] zeros = {0, 0}> { y = ${node} }`,
  );
  expect(numbersOf(inferShapes(graph)(graph.outputs[0]))).toBeUndefined();
});

test('large constants are moved when somebody asks, small ones at once', () => {
  const { graph } = parseModel('g (float x) => (t, u) <float[300,20] w = random(seed=1)> { t = Transpose(w) u = Transpose(t) }');
  let reads = 0;
  const known = inferShapes(graph, ({ constant }) => ({
    dtype: constant?.dtype,
    dims: constant?.dims,
    data: () => {
      reads += 1;
      return constant?.tensor.data ?? new Float32Array(0);
    },
  }));
  expect(reads).toBe(0);
  const [t, u] = graph.outputs.map((v) => known(v).data?.());
  const w = graph.find('w')?.constant?.tensor.data;
  expect([u, t?.[1], reads]).toEqual([w, w?.[20], 1]);
});
