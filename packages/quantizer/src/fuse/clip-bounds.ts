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
  const min = low === undefined ? Number.NEGATIVE_INFINITY : scalarOf(low);
  const max = high === undefined ? Number.POSITIVE_INFINITY : scalarOf(high);
  return min === undefined || max === undefined ? undefined : { min, max };
}
