import type { Node, Value } from '@octet/onnx';
import type { Range } from '../qparams/affine.ts';

/** The interval that a Relu or Clip lets through, or undefined where a bound is not a constant. */
export function rectifierRange(node: Node): Range | undefined {
  if (node.opType === 'Relu') return { min: 0, max: Number.POSITIVE_INFINITY };
  if (node.opType !== 'Clip') return undefined;
  const min = bound(node.input(1), Number.NEGATIVE_INFINITY);
  const max = bound(node.input(2), Number.POSITIVE_INFINITY);
  return min === undefined || max === undefined ? undefined : { min, max };
}

function bound(value: Value | undefined, absent: number): number | undefined {
  if (value === undefined) return absent;
  if (!value.isConstant) return undefined;
  const { data } = (value.constant as NonNullable<Value['constant']>).tensor;
  return data.length === 1 ? Number(data[0]) : undefined;
}
