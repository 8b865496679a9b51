import type { Constant, Node } from '@octet/onnx';
import type { Backend } from '../backends/backend.ts';
import { partnersOf } from '../backends/onnxruntime-cpu/saturating-pairs.ts';
import { type LinearWeight, linearWeight } from '../linear/linear-weight.ts';
import { type IntegerWeight, quantizeWeight } from './quantize-weight.ts';

export interface QuantizedWeight {
  readonly float: LinearWeight;
  readonly integer: IntegerWeight;
}

/** A search converts a model hundreds of times, and its weights stay the same: by constant, and by how it is read and scaled. */
const known = new WeakMap<Constant, Map<string, QuantizedWeight>>();

/** The weight of a linear node at its nearest integers. Nodes that read one constant alike get the same object. */
export function nearestIntegers(node: Node, { granularity, saturationGuard }: Backend['weights']): QuantizedWeight {
  const constant = node.input(1)?.constant;
  const read = [node.opType, node.intAttr('transB', 0), node.floatAttr('alpha', 1), node.intAttr('group', 1)];
  const key = [...read, granularity, saturationGuard].join();
  const found = constant && known.get(constant)?.get(key);
  if (found !== undefined) return found;
  const float = linearWeight(node);
  const partners = saturationGuard ? partnersOf(node) : undefined;
  const made = { float, integer: quantizeWeight(float.w, float.dims, { axis: float.axis, granularity, partners }) };
  if (constant !== undefined) known.set(constant, (known.get(constant) ?? new Map()).set(key, made));
  return made;
}
