import type { Node } from '@octet/onnx';
import type { Backend } from '../backends/backend.ts';
import { linearBias } from '../linear/linear-weight.ts';
import type { Choice } from './choice.ts';
import { nearestIntegers, type QuantizedWeight } from './nearest-integers.ts';

/** The weights of linear nodes, as an artifact has them. */
export interface Weights {
  /** Integers, and the floats that they are for. */
  of(node: Node): QuantizedWeight;
  /** In float and corrected, one value an output channel; undefined where the node has none. */
  bias(node: Node): Float32Array | undefined;
}

export function weightsOf({ roundings, biasShifts }: Pick<Choice, 'roundings' | 'biasShifts'>, backend: Backend): Weights {
  return {
    of(node) {
      const nearest = nearestIntegers(node, backend.weights);
      const rounded = roundings.get(nearest.integer);
      return rounded === undefined ? nearest : { ...nearest, integer: rounded.integer };
    },
    bias(node) {
      const shift = biasShifts.get(node.name);
      const { dims, axis } = nearestIntegers(node, backend.weights).float;
      const bias = linearBias(node, dims[axis] as number);
      return shift === undefined ? bias : shift.map((s, c) => (bias?.[c] ?? 0) + s);
    },
  };
}
