import type { Node, Value } from '@octet/onnx';
import { constantOperand, describeNode, ok, producedBy, refuse, rule } from '@octet/onnx';
import type { Linear } from './linear.ts';
import { absorb, alongAxis, channelAxis, linearOf, linearOps, readLinear } from './linear.ts';

/**
 * A constant per output channel, or a scalar, behind a linear node:
 *   (W·x + b)·c: W' = W·c, b' = b·c      (W·x + b)/c: W' = W/c, b' = b/c
 *   (W·x + b) ± c: b' = b ± c            c − (W·x + b): W' = −W, b' = c − b
 * A MatMul takes factors only: what is added to it is its bias (see matmul-add-to-gemm).
 */
export const foldAffineAfter = rule({
  name: 'fold-affine-after',
  roots: ['Mul', 'Div', 'Add', 'Sub'],
  pattern(root) {
    const constant = constantOperand(root);
    const linear = producedBy(constant?.operand, ...linearOps);
    if (constant === undefined || !linear?.input(1)?.isConstant || constant.tensor.dtype !== 'float32') return undefined;
    if (root.opType === 'Div' && constant.index === 0) return undefined;
    if (linear.opType === 'MatMul' && (root.opType === 'Add' || root.opType === 'Sub')) return undefined;
    return { nodes: [linear, root], linear, root, constant: constant.constant };
  },
  check({ linear, root, constant }) {
    const read = readLinear(linear);
    if ('reason' in read) return read;
    const numbers = channelNumbers(read, constant);
    if (numbers === undefined)
      return refuse(`the constant "${constant.name}" is not one number for each channel of ${describeNode(linear)}`);
    if (root.opType === 'Div' && numbers.includes(0)) return refuse(`the constant "${constant.name}" divides by zero`);
    return ok;
  },
  rewrite({ linear, root, constant }, make) {
    const read = linearOf(linear);
    const c = channelNumbers(read, constant) ?? new Float64Array(read.channels);
    return absorb(read, affines[root.opType as keyof typeof affines](c, root), make);
  },
});

const affines = {
  Mul: (c: Float64Array) => ({ outFactor: c }),
  Div: (c: Float64Array) => ({ outFactor: c.map((x) => 1 / x) }),
  Add: (c: Float64Array) => ({ outShift: c }),
  Sub: (c: Float64Array, root: Node) =>
    root.input(0)?.isConstant ? { outFactor: new Float64Array(c.length).fill(-1), outShift: c } : { outShift: c.map((x) => -x) },
};

function channelNumbers(linear: Linear, constant: Value): Float64Array | undefined {
  const tensor = constant.constant?.tensor;
  if (tensor === undefined) return undefined;
  // A vector along the last axis suits a MatMul of any rank from 1.
  const at = channelAxis(linear) ?? (tensor.dims.length <= 1 ? { rank: 1, axis: 0 } : undefined);
  return at && alongAxis(tensor, { ...at, length: linear.channels });
}
