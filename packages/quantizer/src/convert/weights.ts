import type { Node } from '@octet/onnx';
import type { LinearWeight } from '../linear/linear-weight.ts';
import type { IntegerWeight } from './quantize-weight.ts';

/** The weights of linear nodes, as an artifact has them. */
export interface Weights {
  /** Integers, and the floats that they are for. */
  of(node: Node): { readonly float: LinearWeight; readonly integer: IntegerWeight };
  /** In float and corrected, one value an output channel; undefined where the node has none. */
  bias(node: Node): Float32Array | undefined;
}
