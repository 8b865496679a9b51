import type { Model, Node, Value } from '@octet/onnx';
import type { Integers } from '../../convert/integers.ts';
import { PairWriter } from '../../convert/pair-writer.ts';
import { isLinear } from '../../linear/is-linear.ts';
import { dataInputs } from '../../prepare/data-inputs.ts';
import type { Plan } from '../../spec.ts';
import type { LowerOptions } from '../backend.ts';

/**
 * QuantizeLinear → DequantizeLinear in front of every operator that the plan quantizes, one pair a value, and DequantizeLinear behind int8 weights.
 * Biases stay float: such backends quantize them themselves. Nothing is between a Conv and the rectifier behind it.
 */
export function lowerToPairs(model: Model, plan: Plan, { params, weights, writer }: LowerOptions): ReadonlyMap<string, Integers> {
  const pairs = new PairWriter(model.graph);
  const integers = new Map<string, Integers>();
  const dequantized = new Map<Value, Value>();
  const [first] = model.graph.nodes();
  const read = (value: Value): Value => {
    const known = dequantized.get(value);
    if (known !== undefined) return known;
    const own = params.get(value.name);
    if (own === undefined) throw new Error(`value "${value.name}" has no parameters`);
    const q = pairs.quantize(value, own, value.name, { after: value.producer, before: first });
    const dq = pairs.dequantize(q.output, own, value.name, { after: q }).output;
    integers.set(value.name, { q: q.output, params: own });
    dequantized.set(value, dq);
    return dq;
  };
  for (const node of [...model.graph.nodes()]) {
    const placement = plan.nodes.get(node.name)?.placement;
    if (placement !== 'integer' && placement !== 'movement') continue;
    if (isLinear(node)) linear(node);
    const data = new Set(dataInputs(node));
    node.inputs.forEach((v, i) => {
      if (v !== undefined && data.has(v) && params.has(v.name)) node.setInput(i, read(v));
    });
  }
  model.graph.sort();
  return integers;

  function linear(node: Node): void {
    const bias = weights.bias(node);
    node.setInput(1, writer.dequantized(weights.of(node).integer, (node.input(1) as Value).name, node));
    for (const a of ['alpha', 'beta']) node.attributes.delete(a);
    if (bias !== undefined)
      node.setInput(2, model.graph.addConstant({ dtype: 'float32', dims: [bias.length], data: bias }, `${node.name}_bias`));
  }
}
