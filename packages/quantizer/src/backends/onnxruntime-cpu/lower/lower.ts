import type { Model, Value } from '@octet/onnx';
import { Converter, type Integers } from '../../../convert/converter.ts';
import type { Plan } from '../../../spec.ts';
import { isCosted, type LowerOptions } from '../../backend.ts';
import { chooseKernels } from './choose-kernels.ts';
import { guardFloatLinears } from './guard-float-linears.ts';

/** DequantizeLinear → operator → QuantizeLinear around every operator with an integer kernel; what only moves integers moves them as they are. */
export function lower(
  model: Model,
  plan: Plan,
  { backend, prepared, params, weights, kernels }: LowerOptions,
): ReadonlyMap<string, Integers> {
  const converter = new Converter(model, plan, { backend, params, weights });
  for (const node of [...model.graph.nodes()]) converter.convert(node);
  converter.finish();
  guardFloatLinears(model.graph);
  model.graph.sort();
  model.graph.sweep();
  const replaced = kernels === 'fastest' && isCosted(backend) ? chooseKernels(model, prepared, backend) : new Map<Value, Value>();
  return new Map([...converter.integers].map(([name, { q, params: read }]) => [name, { q: replaced.get(q) ?? q, params: read }]));
}
