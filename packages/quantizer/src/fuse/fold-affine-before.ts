import type { Node, Value } from '@octet/onnx';
import { constantOperand, describeNode, ok, producedBy, refuse, rule } from '@octet/onnx';
import type { Affine, Linear } from './linear.ts';
import { absorb, alongAxis, linearOf, linearOps, objectToBias, readLinear } from './linear.ts';

/**
 * A constant per input channel, or a scalar, before a linear node (mostly the normalization of an image):
 *   W·(c·x) + b: W' = W·c        W·(x + c) + b: b' = b + W·c        W·(c − x) + b: W' = −W, b' = b + W·c
 * A shift passes only where nothing is padded: a padded zero is not c. Behind a ConvTranspose, border outputs see fewer inputs.
 */
export const foldAffineBefore = rule({
  name: 'fold-affine-before',
  roots: linearOps,
  pattern(linear) {
    const affine = producedBy(linear.input(0), 'Mul', 'Div', 'Add', 'Sub');
    const constant = affine && constantOperand(affine);
    if (affine === undefined || constant === undefined || !linear.input(1)?.isConstant || constant.tensor.dtype !== 'float32')
      return undefined;
    if (affine.opType === 'Div' && constant.index === 0) return undefined;
    return { nodes: [affine, linear], affine, linear, operand: constant.operand, constant: constant.constant };
  },
  check({ affine, linear, constant, operand }) {
    const read = readLinear(linear);
    if ('reason' in read) return read;
    if (linear.intAttr('transA', 0) === 1) return refuse(`${describeNode(linear)} transposes its input`);
    if (changesRank(operand, constant)) return refuse(`the constant "${constant.name}" broadcasts the input of ${describeNode(linear)}`);
    const numbers = channelNumbers(read, constant);
    if (numbers === undefined)
      return refuse(`the constant "${constant.name}" is not one number for each input channel of ${describeNode(linear)}`);
    if (affine.opType === 'Div') return numbers.includes(0) ? refuse(`the constant "${constant.name}" divides by zero`) : ok;
    return affine.opType === 'Mul' ? ok : (objectToShift(read) ?? ok);
  },
  rewrite({ affine, linear, constant, operand }, make) {
    const read = linearOf(linear);
    const c = channelNumbers(read, constant) ?? new Float64Array(read.inputChannels);
    const node = absorb(read, affines[affine.opType as keyof typeof affines](c, affine), make);
    node.setInput(0, operand);
    return node;
  },
});

const affines: Record<'Mul' | 'Div' | 'Add' | 'Sub', (c: Float64Array, affine: Node) => Affine> = {
  Mul: (c) => ({ inFactor: c }),
  Div: (c) => ({ inFactor: c.map((x) => 1 / x) }),
  Add: (c) => ({ inShift: c }),
  Sub: (c, affine) => (affine.input(0)?.isConstant ? { inFactor: c.map(() => -1), inShift: c } : { inShift: c.map((x) => -x) }),
};

function objectToShift(linear: Linear): ReturnType<typeof refuse> | undefined {
  const { node, op } = linear;
  if (op === 'ConvTranspose') return refuse(`${describeNode(node)} sums fewer shifted inputs at its border`);
  if (op !== 'Conv') return objectToBias(linear);
  const autoPad = node.stringAttr('auto_pad', 'NOTSET');
  const padded = autoPad.startsWith('SAME') || (autoPad === 'NOTSET' && node.intsAttr('pads', []).some((p) => p !== 0));
  return padded ? refuse(`${describeNode(node)} pads with zeros, which are not shifted`) : undefined;
}

/** Whether the operation makes its output larger than the computed operand. Unknown shapes are taken to be as the linear node needs them. */
function changesRank(operand: Value, constant: Value): boolean {
  const rank = operand.shape?.length;
  return rank !== undefined && (constant.shape?.length ?? 0) > rank;
}

function channelNumbers(linear: Linear, constant: Value): Float64Array | undefined {
  const tensor = constant.constant?.tensor;
  const { op, weight, node } = linear;
  if (tensor === undefined) return undefined;
  const length = linear.inputChannels;
  if (op === 'Conv' || op === 'ConvTranspose') return alongAxis(tensor, { rank: weight.dims.length, axis: 1, length });
  const rank = op === 'Gemm' ? 2 : (node.input(0)?.shape?.length ?? (tensor.dims.length <= 1 ? 1 : undefined));
  return rank === undefined ? undefined : alongAxis(tensor, { rank, axis: rank - 1, length });
}
