import type { Node, Value } from '@octet/onnx';
import { attr, constantOperand, describeNode, integersOf, ok, producedBy, refuse, rule, scalarOf } from '@octet/onnx';

/**
 * d = x − mean(x); d / √(mean(d²) + ε) · γ over the last axis is LayerNormalization(x, γ) (opset 17). γ is a constant vector.
 * A shift behind it is taken in by layer-norm-bias.
 */
export const layerNorm = rule({
  name: 'layer-norm',
  roots: ['Mul'],
  pattern(mul) {
    const gamma = constantOperand(mul);
    const normalized = readNormalized(gamma?.operand);
    return gamma && normalized && { ...normalized, nodes: [...normalized.nodes, mul], gamma };
  },
  check({ x, gamma, means }) {
    for (const mean of means)
      if (!isOverLastAxis(mean, x.shape?.length)) return refuse(`${describeNode(mean)} is not known to be over the last axis alone`, mean);
    if (gamma.tensor.dtype !== 'float32') return refuse(`the scale "${gamma.constant.name}" is ${gamma.tensor.dtype}`);
    return isLastAxisVector(gamma.tensor.dims) ? ok : refuse(`the scale "${gamma.constant.name}" varies along more than the last axis`);
  },
  rewrite({ x, gamma, epsilon }, make) {
    const scale = make.constant({ ...gamma.tensor, dims: [gamma.tensor.data.length] }, gamma.constant.name);
    return make.node('LayerNormalization', [x, scale], { attributes: { axis: attr.int(-1), epsilon: attr.float(epsilon) } });
  },
});

/** LayerNormalization(x, γ) + β is LayerNormalization(x, γ, β). */
export const layerNormBias = rule({
  name: 'layer-norm-bias',
  roots: ['Add'],
  pattern(add) {
    const beta = constantOperand(add);
    const norm = producedBy(beta?.operand, 'LayerNormalization');
    return beta && norm && norm.input(2) === undefined ? { nodes: [norm, add], norm, beta } : undefined;
  },
  check({ norm, beta }) {
    const length = norm.input(1)?.constant?.elementCount;
    const { dims, dtype, data } = beta.tensor;
    return dtype === 'float32' && isLastAxisVector(dims) && data.length === length && norm.intAttr('axis', -1) === -1
      ? ok
      : refuse(`the constant "${beta.constant.name}" is not one number for each element that ${describeNode(norm)} normalizes`);
  },
  rewrite({ norm, beta }, make) {
    const bias = make.constant({ ...beta.tensor, dims: [beta.tensor.data.length] }, beta.constant.name);
    return make.node('LayerNormalization', [norm.input(0), norm.input(1), bias], { attributes: norm.attributes });
  },
});

interface Normalized {
  readonly x: Value;
  readonly epsilon: number;
  readonly means: readonly [Node, Node];
  readonly nodes: readonly Node[];
}

/** d / √(mean(d²) + ε), d = x − mean(x) */
function readNormalized(value: Value | undefined): Normalized | undefined {
  const div = producedBy(value, 'Div');
  const d = producedBy(div?.input(0), 'Sub');
  const root = producedBy(div?.input(1), 'Sqrt');
  const add = producedBy(root?.input(0), 'Add');
  const epsilon = scalarOf(add?.input(1));
  const variance = producedBy(add?.input(0), 'ReduceMean');
  const square = producedBy(variance?.input(0), 'Pow', 'Mul');
  const mean = producedBy(d?.input(1), 'ReduceMean');
  const x = d?.input(0);
  if (!div || !d || !root || !add || epsilon === undefined || !variance || !square || !mean || !x) return undefined;
  const squares =
    square.input(0) === d.output && (square.opType === 'Pow' ? scalarOf(square.input(1)) === 2 : square.input(1) === d.output);
  if (!squares || mean.input(0) !== x) return undefined;
  return { x, epsilon, means: [mean, variance], nodes: [mean, d, square, variance, add, root, div] };
}

function isOverLastAxis(mean: Node, rank: number | undefined): boolean {
  const axes = mean.input(1) === undefined ? mean.intsAttr('axes') : integersOf(mean.input(1));
  return mean.intAttr('keepdims', 1) === 1 && axes?.length === 1 && (axes[0] === -1 || (rank !== undefined && axes[0] === rank - 1));
}

function isLastAxisVector(dims: readonly number[]): boolean {
  return dims.length > 0 && dims.slice(0, -1).every((d) => d === 1);
}
