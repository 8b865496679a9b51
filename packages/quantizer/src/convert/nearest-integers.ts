import type { Node } from '@octet/onnx';
import type { Backend } from '../backends/backend.ts';
import { partnersOf } from '../backends/onnxruntime-cpu/saturating-pairs.ts';
import { type LinearWeight, linearWeight, weightReading } from '../linear/linear-weight.ts';
import { type IntegerWeight, quantizeWeight } from './quantize-weight.ts';

export interface QuantizedWeight {
  readonly float: LinearWeight;
  readonly integer: IntegerWeight;
}

/** A search converts a model hundreds of times, and its weights stay the same: by what holds the floats, and by how they are read and rounded. */
const known = new WeakMap<object, Map<string, QuantizedWeight>>();

/** The weight of a linear node at its nearest integers. Nodes that read one constant alike get the same object. */
export function nearestIntegers(node: Node, { granularity, saturationGuard }: Backend['weights']): QuantizedWeight {
  const { axis, alpha } = weightReading(node);
  const rule = [axis, alpha, node.intAttr('group', 1), granularity, saturationGuard].join();
  return remembered(node.input(1)?.constant, rule, () => {
    const float = linearWeight(node);
    const partners = saturationGuard ? partnersOf(node) : undefined;
    return { float, integer: quantizeWeight(float.w, float.dims, { axis, granularity, partners }) };
  });
}

/** Makes it once for each `holder` of the floats, a constant or an attribute, which the clones of a model share. */
export function remembered(holder: object | undefined, rule: string, make: () => QuantizedWeight): QuantizedWeight {
  if (holder === undefined) return make();
  const all = known.get(holder) ?? new Map<string, QuantizedWeight>();
  known.set(holder, all);
  const made = all.get(rule) ?? make();
  all.set(rule, made);
  return made;
}
