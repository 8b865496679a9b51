import type { Node } from '../ir/node.ts';
import { elementCount } from '../ir/tensor.ts';
import { type Inputs, indexAt, type Known, knownOf, madeOf, moved, need, numbersOf, stridesOf, Unknown } from './known.ts';

/** What a node makes of what is known of its inputs; throws `Unknown`. Attributes are those of the opset that models are raised to. */
export type SizeRule = (node: Node, inputs: Inputs) => readonly (Known | undefined)[];

const axisOf = (axis: number, rank: number): number => {
  const at = axis < 0 ? axis + rank : axis;
  if (!(at >= 0 && at < Math.max(rank, 1))) throw new Unknown();
  return at;
};

export function broadcast(...shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((s) => s.length));
  return Array.from({ length: rank }, (_, i) => {
    const sizes = shapes.map((s) => s[i - rank + s.length] ?? 1);
    const size = sizes.find((d) => d !== 1) ?? 1;
    if (sizes.some((d) => d !== 1 && d !== size)) throw new Unknown();
    return size;
  });
}

const same: SizeRule = (_node, [x]) => [{ dtype: need(x).dtype, dims: need(x).dims }];

/** Elementwise; computed where both sides are few numbers. */
const binary =
  (compute: ((a: number, b: number) => number) | undefined, result?: 'bool'): SizeRule =>
  (_node, [a, b]) => {
    const [x, y] = [need(a), need(b)];
    const dims = broadcast(x.dims, y.dims);
    const dtype = result ?? x.dtype;
    if (compute === undefined || x.data === undefined || y.data === undefined || elementCount(dims) > 4096) return [{ dtype, dims }];
    const [p, q] = [numbersOf(x), numbersOf(y)];
    const at = (of: Known, index: readonly number[]) => {
      const strides = stridesOf(of.dims);
      return of.dims.reduce(
        (sum, d, i) => sum + (d === 1 ? 0 : (index[i + index.length - of.dims.length] as number)) * (strides[i] as number),
        0,
      );
    };
    const whole = dtype !== 'float32' && dtype !== 'float64';
    const numbers = Array.from({ length: elementCount(dims) }, (_, i) => {
      const index = indexAt(i, dims);
      const value = compute(p[at(x, index)] as number, q[at(y, index)] as number);
      return whole ? Math.trunc(value) : value;
    });
    return [madeOf(dtype, dims, numbers)];
  };

/** A window's positions along its axes. */
function windowed(node: Node, spatial: readonly number[], kernel: readonly number[]): number[] {
  const n = spatial.length;
  if (kernel.length !== n) throw new Unknown();
  const strides = node.intsAttr('strides') ?? new Array<number>(n).fill(1);
  const dilations = node.intsAttr('dilations') ?? new Array<number>(n).fill(1);
  const pads = node.intsAttr('pads') ?? new Array<number>(2 * n).fill(0);
  const autoPad = node.stringAttr('auto_pad', 'NOTSET');
  const up = node.intAttr('ceil_mode', 0) === 1;
  return spatial.map((size, i) => {
    const stride = strides[i] ?? 1;
    if (autoPad.startsWith('SAME')) return Math.ceil(size / stride);
    const reach = (dilations[i] ?? 1) * ((kernel[i] ?? 1) - 1) + 1;
    const padding = autoPad === 'VALID' ? 0 : (pads[i] ?? 0) + (pads[i + n] ?? 0);
    const steps = (size + padding - reach) / stride;
    let count = (up ? Math.ceil(steps) : Math.floor(steps)) + 1;
    // The last window must begin within the tensor or what pads its front.
    if (up && (count - 1) * stride >= size + (pads[i] ?? 0)) count -= 1;
    if (count < 1) throw new Unknown();
    return count;
  });
}

const pool: SizeRule = (node, [x]) => {
  const { dtype, dims } = need(x);
  const [n = 1, c = 1, ...spatial] = dims;
  return [{ dtype, dims: [n, c, ...windowed(node, spatial, need(node.intsAttr('kernel_shape')))] }];
};

const globalPool: SizeRule = (_node, [x]) => [{ dtype: need(x).dtype, dims: need(x).dims.map((d, i) => (i < 2 ? d : 1)) }];

const conv: SizeRule = (node, [x, w]) => {
  const [n = 1, , ...spatial] = need(x).dims;
  const [filters = 1, , ...kernel] = need(w).dims;
  return [{ dtype: need(x).dtype, dims: [n, filters, ...windowed(node, spatial, node.intsAttr('kernel_shape') ?? kernel)] }];
};

const convTranspose: SizeRule = (node, [x, w]) => {
  const [n = 1, , ...spatial] = need(x).dims;
  const [, perGroup = 1, ...kernel] = need(w).dims;
  if (node.intsAttr('output_shape') !== undefined || node.stringAttr('auto_pad', 'NOTSET') !== 'NOTSET') throw new Unknown();
  const attr = (name: string, absent: number, at: number) => node.intsAttr(name)?.[at] ?? absent;
  const sizes = spatial.map((size, i) => {
    const reach = attr('dilations', 1, i) * ((kernel[i] ?? 1) - 1) + 1;
    return (
      attr('strides', 1, i) * (size - 1) + attr('output_padding', 0, i) + reach - attr('pads', 0, i) - attr('pads', 0, i + spatial.length)
    );
  });
  return [{ dtype: need(x).dtype, dims: [n, perGroup * node.intAttr('group', 1), ...sizes] }];
};

const matMul: SizeRule = (_node, [a, b]) => {
  const [p, q] = [need(a).dims, need(b).dims];
  if (p.length < 2 || q.length < 2 || p.at(-1) !== q.at(-2)) throw new Unknown();
  return [{ dtype: need(a).dtype, dims: [...broadcast(p.slice(0, -2), q.slice(0, -2)), p.at(-2) as number, q.at(-1) as number] }];
};

const gemm: SizeRule = (node, [a, b]) => {
  const [rows = 1, columns = 1] = need(a).dims;
  const [k = 1, n = 1] = need(b).dims;
  return [{ dtype: need(a).dtype, dims: [node.intAttr('transA', 0) === 0 ? rows : columns, node.intAttr('transB', 0) === 0 ? n : k] }];
};

const reshapedTo = (x: Known, dims: readonly number[]): Known => {
  if (elementCount(dims) !== elementCount(x.dims)) throw new Unknown();
  return { dtype: x.dtype, dims, data: x.data };
};

const reshape: SizeRule = (node, [x, shape]) => {
  const source = need(x);
  const asked = numbersOf(shape).map((d, i) => (d === 0 && node.intAttr('allowzero', 0) === 0 ? need(source.dims[i]) : d));
  const rest = elementCount(asked.filter((d) => d !== -1));
  return [
    reshapedTo(
      source,
      asked.map((d) => (d === -1 ? elementCount(source.dims) / rest : d)),
    ),
  ];
};

const transpose: SizeRule = (node, [x]) => {
  const source = need(x);
  const perm = node.intsAttr('perm') ?? source.dims.map((_, i) => source.dims.length - 1 - i);
  const dims = perm.map((axis) => need(source.dims[axis]));
  const strides = stridesOf(source.dims);
  const steps = perm.map((axis) => strides[axis] as number);
  return [moved(source, dims, (i) => indexAt(i, dims).reduce((sum, at, axis) => sum + at * (steps[axis] as number), 0))];
};

const concat: SizeRule = (node, inputs) => {
  const parts = inputs.map(need);
  const first = need(parts[0]);
  const axis = axisOf(node.intAttr('axis', 0), first.dims.length);
  const total = parts.reduce((sum, p) => sum + need(p.dims[axis]), 0);
  const dims = first.dims.with(axis, total);
  if (first.dims.length !== 1 || parts.some((p) => p.data === undefined)) return [{ dtype: first.dtype, dims }];
  return [
    madeOf(
      first.dtype,
      dims,
      parts.flatMap((p) => [...numbersOf(p)]),
    ),
  ];
};

const gather: SizeRule = (node, [x, indices]) => {
  const source = need(x);
  const axis = axisOf(node.intAttr('axis', 0), source.dims.length);
  const dims = [...source.dims.slice(0, axis), ...need(indices).dims, ...source.dims.slice(axis + 1)];
  if (source.data === undefined || source.dims.length !== 1 || need(indices).data === undefined) return [{ dtype: source.dtype, dims }];
  const picked = numbersOf(indices).map((at) => axisOf(at, need(source.dims[0])));
  return [moved(source, dims, (i) => picked[i] as number)];
};

const slice: SizeRule = (_node, [x, starts, ends, axes, steps]) => {
  const source = need(x);
  const [from, to] = [numbersOf(starts), numbersOf(ends)];
  const along = (axes === undefined ? from.map((_, i) => i) : numbersOf(axes)).map((axis) => axisOf(axis, source.dims.length));
  const stride = steps === undefined ? from.map(() => 1) : numbersOf(steps);
  let { dims } = source;
  const begin = source.dims.map(() => 0);
  const step = source.dims.map(() => 1);
  for (const [k, axis] of along.entries()) {
    const size = need(source.dims[axis]);
    const by = need(stride[k]);
    const clamp = (at: number) => Math.min(Math.max(at < 0 ? at + size : at, by < 0 ? -1 : 0), by < 0 ? size - 1 : size);
    const first = clamp(need(from[k]));
    // The end "before the first" can only be said by a number far below.
    const last = by < 0 && need(to[k]) < -size ? -1 : clamp(need(to[k]));
    begin[axis] = first;
    step[axis] = by;
    dims = dims.with(axis, Math.max(0, Math.ceil((last - first) / by)));
  }
  const strides = stridesOf(source.dims);
  const at = (index: readonly number[]) =>
    index.reduce((sum, k, axis) => sum + ((begin[axis] ?? 0) + k * (step[axis] ?? 1)) * (strides[axis] ?? 1), 0);
  return [moved(source, dims, (i) => at(indexAt(i, dims)))];
};

const squeeze: SizeRule = (_node, [x, axes]) => {
  const source = need(x);
  const gone =
    axes === undefined ? source.dims.flatMap((d, i) => (d === 1 ? [i] : [])) : numbersOf(axes).map((a) => axisOf(a, source.dims.length));
  return [
    reshapedTo(
      source,
      source.dims.filter((_, i) => !gone.includes(i)),
    ),
  ];
};

const unsqueeze: SizeRule = (_node, [x, axes]) => {
  const source = need(x);
  const rank = source.dims.length + need(axes).dims.reduce((a, b) => a * b, 1);
  const fresh = numbersOf(axes).map((a) => axisOf(a, rank));
  const rest = [...source.dims];
  return [
    reshapedTo(
      source,
      Array.from({ length: rank }, (_, i) => (fresh.includes(i) ? 1 : need(rest.shift()))),
    ),
  ];
};

const flatten: SizeRule = (node, [x]) => {
  const source = need(x);
  const axis = node.intAttr('axis', 1);
  const at = axis < 0 ? axis + source.dims.length : axis;
  return [reshapedTo(source, [elementCount(source.dims.slice(0, at)), elementCount(source.dims.slice(at))])];
};

const split: SizeRule = (node, [x, sizes]) => {
  const source = need(x);
  const axis = axisOf(node.intAttr('axis', 0), source.dims.length);
  const count = node.outputs.length;
  const whole = need(source.dims[axis]);
  const each = Math.ceil(whole / count);
  const parts = sizes === undefined ? node.outputs.map((_, i) => Math.min(each, whole - i * each)) : numbersOf(sizes);
  return parts.map((size) => ({ dtype: source.dtype, dims: source.dims.with(axis, size) }));
};

const reduce: SizeRule = (node, [x, axes]) => {
  const source = need(x);
  const stated = axes === undefined ? node.intsAttr('axes') : numbersOf(axes);
  const all = stated === undefined || stated.length === 0;
  if (all && node.intAttr('noop_with_empty_axes', 0) === 1) return [source];
  const gone = all ? source.dims.map((_, i) => i) : stated.map((a) => axisOf(a, source.dims.length));
  const keep = node.intAttr('keepdims', 1) === 1;
  return [{ dtype: source.dtype, dims: source.dims.flatMap((d, i) => (gone.includes(i) ? (keep ? [1] : []) : [d])) }];
};

const argReduce: SizeRule = (node, [x]) => {
  const { dims } = need(x);
  const axis = axisOf(node.intAttr('axis', 0), dims.length);
  return [{ dtype: 'int64', dims: node.intAttr('keepdims', 1) === 1 ? dims.with(axis, 1) : dims.toSpliced(axis, 1) }];
};

const pad: SizeRule = (_node, [x, pads, , axes]) => {
  const { dtype, dims } = need(x);
  const by = numbersOf(pads);
  const along = axes === undefined ? dims.map((_, i) => i) : numbersOf(axes).map((a) => axisOf(a, dims.length));
  const half = along.length;
  return [
    { dtype, dims: dims.map((d, i) => (along.includes(i) ? d + need(by[along.indexOf(i)]) + need(by[along.indexOf(i) + half]) : d)) },
  ];
};

const resize: SizeRule = (node, [x, , scales, sizes]) => {
  const { dtype, dims } = need(x);
  if (node.intsAttr('axes') !== undefined) throw new Unknown();
  if (sizes !== undefined) return [{ dtype, dims: numbersOf(sizes) }];
  return [{ dtype, dims: numbersOf(scales).map((s, i) => Math.floor(need(dims[i]) * s)) }];
};

const expand: SizeRule = (_node, [x, shape]) => [{ dtype: need(x).dtype, dims: broadcast(need(x).dims, numbersOf(shape)) }];
const tile: SizeRule = (_node, [x, repeats]) => [
  { dtype: need(x).dtype, dims: need(x).dims.map((d, i) => d * need(numbersOf(repeats)[i])) },
];
const where: SizeRule = (_node, [c, a, b]) => [{ dtype: need(a).dtype, dims: broadcast(need(c).dims, need(a).dims, need(b).dims) }];
const shapeOf: SizeRule = (node, [x]) => {
  const dims = need(x).dims.slice(node.intAttr('start', 0), node.intAttr('end'));
  return [madeOf('int64', [dims.length], dims)];
};
const constant: SizeRule = (node) => [knownOf(need(node.tensorAttr('value')))];
const constantOfShape: SizeRule = (node, [shape]) => {
  const dims = numbersOf(shape);
  const value = node.tensorAttr('value');
  const dtype = value?.dtype ?? 'float32';
  if (elementCount(dims) > 4096 || dims.some((d) => d < 0)) return [{ dtype, dims }];
  return [madeOf(dtype, dims, new Array<number>(elementCount(dims)).fill(Number(value?.data[0] ?? 0)))];
};

const codes: Readonly<Record<number, Known['dtype']>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  10: 'float16',
  11: 'float64',
};
const cast: SizeRule = (node, [x]) => {
  const source = need(x);
  const dtype = need(codes[node.intAttr('to', 0)]);
  if (dtype === source.dtype) return [source];
  if (source.data === undefined || elementCount(source.dims) > 4096 || source.dtype === 'float16') return [{ dtype, dims: source.dims }];
  return [madeOf(dtype, source.dims, numbersOf(source))];
};

const depthToSpace: SizeRule = (node, [x]) => {
  const [n = 1, c = 1, h = 1, w = 1] = need(x).dims;
  const b = node.intAttr('blocksize', 1);
  return [{ dtype: need(x).dtype, dims: [n, c / (b * b), h * b, w * b] }];
};
const spaceToDepth: SizeRule = (node, [x]) => {
  const [n = 1, c = 1, h = 1, w = 1] = need(x).dims;
  const b = node.intAttr('blocksize', 1);
  return [{ dtype: need(x).dtype, dims: [n, c * b * b, h / b, w / b] }];
};

const elementwise =
  'Abs Acos Acosh Asin Asinh Atan Atanh Ceil Celu Clip Cos Cosh Elu Erf Exp Floor Gelu HardSigmoid HardSwish LeakyRelu Log LogSoftmax LpNormalization LRN MeanVarianceNormalization Mish Neg Not PRelu Reciprocal Relu Round Selu Sigmoid Sign Sin Sinh Softmax Softplus Softsign Sqrt Tan Tanh ThresholdedRelu Trilu CumSum Hardmax BatchNormalization InstanceNormalization LayerNormalization GroupNormalization com.microsoft.Gelu com.microsoft.QuickGelu Dropout';
const reductions = 'ReduceMean ReduceSum ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceSumSquare';
const all = (names: string, rule: SizeRule): Record<string, SizeRule> => Object.fromEntries(names.split(' ').map((name) => [name, rule]));

/** By operator. What is not here makes what is not known, and all that depends on its sizes. */
export const sizeRules: Readonly<Record<string, SizeRule>> = {
  ...all(elementwise, same),
  ...all(reductions, reduce),
  ...all('Equal Greater GreaterOrEqual Less LessOrEqual And Or Xor', binary(undefined, 'bool')),
  ...all('GlobalAveragePool GlobalMaxPool GlobalLpPool', globalPool),
  ...all('MaxPool AveragePool LpPool', pool),
  ...all('ArgMax ArgMin', argReduce),
  Add: binary((a, b) => a + b),
  Sub: binary((a, b) => a - b),
  Mul: binary((a, b) => a * b),
  Div: binary((a, b) => a / b),
  Pow: binary(undefined),
  Max: (_node, inputs) => [{ dtype: need(inputs[0]).dtype, dims: broadcast(...inputs.map((x) => need(x).dims)) }],
  Min: (_node, inputs) => [{ dtype: need(inputs[0]).dtype, dims: broadcast(...inputs.map((x) => need(x).dims)) }],
  Sum: (_node, inputs) => [{ dtype: need(inputs[0]).dtype, dims: broadcast(...inputs.map((x) => need(x).dims)) }],
  Identity: (_node, [x]) => [need(x)],
  Conv: conv,
  ConvTranspose: convTranspose,
  MatMul: matMul,
  Gemm: gemm,
  Reshape: reshape,
  Transpose: transpose,
  Concat: concat,
  Gather: gather,
  Slice: slice,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Flatten: flatten,
  Split: split,
  Pad: pad,
  Resize: resize,
  Expand: expand,
  Tile: tile,
  Where: where,
  Shape: shapeOf,
  Constant: constant,
  ConstantOfShape: constantOfShape,
  Cast: cast,
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
};
