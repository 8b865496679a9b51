import type { Node } from '@octet/onnx';
import { scalarOf } from '@octet/onnx';

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** What a Relu or a Clip with constant bounds lets pass; an absent bound is infinite. undefined where a bound is computed at run time. */
export function boundsOf(node: Node): Bounds | undefined {
  if (node.opType === 'Relu') return { min: 0, max: Number.POSITIVE_INFINITY };
  const [low, high] = [node.input(1), node.input(2)];
  // Attributes until opset 10, inputs after.
  const min = low === undefined ? node.floatAttr('min', Number.NEGATIVE_INFINITY) : scalarOf(low);
  const max = high === undefined ? node.floatAttr('max', Number.POSITIVE_INFINITY) : scalarOf(high);
  return min === undefined || max === undefined ? undefined : { min, max };
}
