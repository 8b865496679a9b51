import type { Value } from '@octet/onnx';
import { rectifierRange } from './rectifier.ts';

const keepsSign = new Set([
  'MaxPool',
  'Reshape',
  'Flatten',
  'Transpose',
  'Slice',
  'Squeeze',
  'Unsqueeze',
  'Split',
  'Gather',
  'Expand',
  'Tile',
  'DepthToSpace',
  'SpaceToDepth',
  'Identity',
  'GlobalAveragePool',
  'GlobalMaxPool',
  'AveragePool',
]);
const nonNegativeOps = new Set(['Sigmoid', 'HardSigmoid', 'Softmax', 'Exp', 'Abs', 'Softplus', 'Sqrt']);
const closed = new Set(['Add', 'Mul', 'Concat', 'Max', 'Min']);

/** Whether a value is known to hold nothing below 0, by the operators that made it. A depth bound keeps this linear. */
export function isNonNegative(value: Value, depth = 16): boolean {
  if (depth === 0) return false;
  if (value.isConstant) return constantNonNegative(value);
  const node = value.producer;
  if (node === undefined) return false;
  if (nonNegativeOps.has(node.opType)) return true;
  const range = rectifierRange(node);
  if (range !== undefined) return range.min >= 0;
  const below = (v: Value | undefined) => v !== undefined && isNonNegative(v, depth - 1);
  if (keepsSign.has(node.opType)) return below(node.input(0));
  if (node.opType === 'Pad') return below(node.input(0)) && (node.input(2) === undefined || below(node.input(2)));
  return closed.has(node.opType) && node.inputs.every(below);
}

function constantNonNegative(value: Value): boolean {
  const tensor = value.constant?.tensor;
  if (tensor?.dtype !== 'float32') return false;
  return (tensor.data as Float32Array).every((x) => x >= 0);
}
