/** Conv, ConvTranspose, Gemm and MatMul seen as one thing: y = W·x + b, with W constant. */
import type { Maker, Node, Refusal, Tensor } from '@octet/onnx';
import { attr, constantOf, describeNode, elementCount, refuse } from '@octet/onnx';

export const linearOps = ['Conv', 'ConvTranspose', 'Gemm', 'MatMul'] as const;
export type LinearOp = (typeof linearOps)[number];

export interface Linear {
  readonly node: Node;
  readonly op: LinearOp;
  /** float32 */
  readonly weight: Tensor;
  /** One number an output channel, as it is added to y (Gemm's beta applied); undefined where the node has none. */
  readonly bias: Float64Array | undefined;
  readonly channels: number;
  readonly inputChannels: number;
  readonly layout: WeightLayout;
}

/** The weight as [a, b, inner], row-major, with the channels that each (a, b) connects. */
interface WeightLayout {
  readonly a: number;
  readonly b: number;
  readonly inner: number;
  out(a: number, b: number): number;
  in(a: number, b: number): number;
}

/** Reads a node of one of `linearOps`; refuses what is computed at run time or is not float32. */
export function readLinear(node: Node): Linear | Refusal {
  const weightValue = node.input(1);
  const weight = constantOf(weightValue);
  if (weight === undefined) return refuse(`the weight "${weightValue?.name ?? ''}" of ${describeNode(node)} is computed at run time`, node);
  if (weight.dtype !== 'float32')
    return refuse(`the weight "${weightValue?.name}" of ${describeNode(node)} is ${weight.dtype}, not float32`, node);
  if (weight.dims.length < 2) return refuse(`the weight "${weightValue?.name}" of ${describeNode(node)} is a vector`, node);
  const op = node.opType as LinearOp;
  const layout = layouts[op](weight.dims, node);
  const [last, lastB] = [layout.a - 1, layout.b - 1];
  const channels = 1 + layout.out(last, lastB);
  const inputChannels = 1 + layout.in(last, lastB);
  const bias = op === 'MatMul' ? undefined : readBias(node, channels);
  if (bias !== undefined && 'reason' in bias) return bias;
  return { node, op, weight, bias, channels, inputChannels, layout };
}

/** `readLinear` where the check has already passed. */
export function linearOf(node: Node): Linear {
  const linear = readLinear(node);
  if ('reason' in linear) throw new Error(linear.reason);
  return linear;
}

const layouts: Record<LinearOp, (dims: readonly number[], node: Node) => WeightLayout> = {
  // W [M, C/g, k…]
  Conv: ([m = 0, c = 0, ...kernel], node) => {
    const perGroup = m / node.intAttr('group', 1);
    return { a: m, b: c, inner: elementCount(kernel), out: (i) => i, in: (i, j) => Math.floor(i / perGroup) * c + j };
  },
  // W [C, M/g, k…]
  ConvTranspose: ([c = 0, m = 0, ...kernel], node) => {
    const perGroup = c / node.intAttr('group', 1);
    return { a: c, b: m, inner: elementCount(kernel), out: (i, j) => Math.floor(i / perGroup) * m + j, in: (i) => i };
  },
  // B [K, N], or [N, K] with transB
  Gemm: ([p = 0, q = 0], node) =>
    node.intAttr('transB', 0) === 1
      ? { a: p, b: q, inner: 1, out: (i) => i, in: (_, j) => j }
      : { a: p, b: q, inner: 1, out: (_, j) => j, in: (i) => i },
  // B […, K, N]
  MatMul: (dims) => {
    const [k = 0, n = 0] = dims.slice(-2);
    return { a: elementCount(dims) / n, b: n, inner: 1, out: (_, j) => j, in: (i) => i % k };
  },
};

function readBias(node: Node, channels: number): Float64Array | Refusal | undefined {
  const value = node.input(2);
  if (value === undefined) return undefined;
  const bias = constantOf(value);
  if (bias === undefined) return refuse(`the bias "${value.name}" of ${describeNode(node)} is computed at run time`, node);
  const numbers = alongAxis(bias, { rank: Math.max(1, bias.dims.length), axis: Math.max(0, bias.dims.length - 1), length: channels });
  if (numbers === undefined) return refuse(`the bias "${value.name}" of ${describeNode(node)} is not one number a channel`, node);
  const beta = node.opType === 'Gemm' ? node.floatAttr('beta', 1) : 1;
  return numbers.map((b) => b * beta);
}

/**
 * The numbers of a float32 constant that broadcasts along one axis of a rank-`rank` tensor without changing its shape: `length` of them,
 * repeated where the constant is a scalar. undefined where it varies along another axis, or has another length or rank.
 */
export function alongAxis(constant: Tensor, at: { rank: number; axis: number; length: number }): Float64Array | undefined {
  const { dims } = constant;
  if (constant.dtype !== 'float32' || dims.length > at.rank) return undefined;
  const numbers = constant.data as Float32Array;
  if (elementCount(dims) === 1) return new Float64Array(at.length).fill(numbers[0] as number);
  const own = at.axis - (at.rank - dims.length);
  return dims.every((d, i) => d === (i === own ? at.length : 1)) ? Float64Array.from(numbers) : undefined;
}

/** The axis of the output that holds the channels, and the output's rank; undefined where a MatMul's rank is not known. */
export function channelAxis(linear: Linear): { rank: number; axis: number } | undefined {
  const fixed: Record<LinearOp, number | undefined> = {
    Conv: linear.weight.dims.length,
    ConvTranspose: linear.weight.dims.length,
    Gemm: 2,
    MatMul: matmulRank(linear.node),
  };
  const rank = fixed[linear.op];
  return rank === undefined ? undefined : { rank, axis: linear.op === 'MatMul' ? rank - 1 : 1 };
}

/** The rank of the product of a tensor and a constant of two or more dimensions, as far as it is known. */
function matmulRank(node: Node): number | undefined {
  const rank = node.input(0)?.shape?.length;
  const computed = rank === undefined || rank < 2 ? undefined : Math.max(rank, node.input(1)?.constant?.dims.length ?? 0);
  return node.output.shape?.length ?? computed;
}

/** A bias can be given to any linear node but a MatMul of more than two dimensions. */
export function objectToBias(linear: Linear): Refusal | undefined {
  if (linear.op !== 'MatMul' || (linear.weight.dims.length === 2 && linear.node.input(0)?.shape?.length === 2)) return undefined;
  return refuse(`${describeNode(linear.node)} is not known to be two-dimensional and so has no place for a bias`, linear.node);
}

export interface Affine {
  /** One number an output channel. */
  readonly outFactor?: Float64Array | undefined;
  readonly outShift?: Float64Array | undefined;
  /** One number an input channel. */
  readonly inFactor?: Float64Array | undefined;
  readonly inShift?: Float64Array | undefined;
}

/**
 * The linear node with an affine map before and after it taken into weight and bias:
 * of·(W·(if·x + is) + b) + os = (of·W·if)·x + (of·(W·is + b) + os).
 * Computed in double, stored in float32. A MatMul that gets a bias becomes a Gemm. A weight that changes is a new constant, so a tied
 * weight stays what it was for its other readers.
 */
export function absorb(linear: Linear, { outFactor, outShift, inFactor, inShift }: Affine, make: Maker): Node {
  const { node, weight, layout, channels } = linear;
  const source = weight.data as Float32Array;
  const scaled = new Float32Array(source.length);
  const bias = new Float64Array(channels);
  const alpha = linear.op === 'Gemm' ? node.floatAttr('alpha', 1) : 1;
  for (let a = 0, i = 0; a < layout.a; a++) {
    for (let b = 0; b < layout.b; b++) {
      const [out, input] = [layout.out(a, b), layout.in(a, b)];
      const factor = (outFactor?.[out] ?? 1) * (inFactor?.[input] ?? 1);
      let sum = 0;
      for (const end = i + layout.inner; i < end; i++) {
        const w = source[i] as number;
        scaled[i] = w * factor;
        sum += w;
      }
      if (inShift !== undefined) bias[out] = (bias[out] as number) + alpha * sum * (inShift[input] as number);
    }
  }
  for (let c = 0; c < channels; c++) {
    bias[c] = (outFactor?.[c] ?? 1) * ((bias[c] as number) + (linear.bias?.[c] ?? 0)) + (outShift?.[c] ?? 0);
  }
  const weightChanges = outFactor !== undefined || inFactor !== undefined;
  const name = `${node.input(1)?.name}_fused`;
  const w = weightChanges ? make.constant({ dtype: 'float32', dims: weight.dims, data: scaled }, name) : node.input(1);
  if (linear.bias === undefined && outShift === undefined && inShift === undefined) {
    return make.node(node.opType, [node.input(0), w], { name: node.name, attributes: node.attributes });
  }
  const biasName = node.input(2)?.name ?? `${node.input(1)?.name}_bias`;
  const b = make.constant({ dtype: 'float32', dims: [channels], data: Float32Array.from(bias) }, `${biasName}_fused`);
  const attributes = new Map(node.attributes);
  if (attributes.has('beta')) attributes.set('beta', attr.float(1));
  return make.node(linear.op === 'MatMul' ? 'Gemm' : node.opType, [node.input(0), w, b], { name: node.name, attributes });
}
