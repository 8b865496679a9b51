import type { Model, Value } from '@octet/onnx';
import type { Backend } from '../backends/backend.ts';
import { chooseKernels } from '../backends/onnxruntime-cpu/lower/choose-kernels.ts';
import { guardFloatLinears } from '../backends/onnxruntime-cpu/lower/guard-float-linears.ts';
import { nameNodes } from '../prepare/name-nodes.ts';
import type { Range } from '../qparams/affine.ts';
import type { Plan } from '../spec.ts';
import { Converter, type Integers, type Weights } from './converter.ts';
import { dictionaryEncode } from './dictionary-encode.ts';
import { resolveParams } from './resolve-params.ts';

export interface ConvertOptions {
  readonly backend: Backend;
  /** Range of every value that owns one (`rootOf`). */
  readonly ranges: ReadonlyMap<string, Range>;
  readonly weights: Weights;
  /**
   * fastest (the default): as onnxruntime computes it in least time. plain: the same integers, and every convolution's float output has the channels
   * that it has in the prepared model.
   */
  readonly kernels?: 'fastest' | 'plain';
}

export interface Converted {
  readonly model: Model;
  /** Where the integers of a prepared model's value are in the artifact, by that value's name. */
  readonly integers: ReadonlyMap<string, Integers>;
}

/** Carries out a plan: a new model with integers where the plan has them. The prepared model stays as it is. */
export function convert(prepared: Model, plan: Plan, options: ConvertOptions): Converted {
  const model = prepared.clone();
  const params = resolveParams(plan, options.ranges, options.backend);
  const converter = new Converter(model, plan, { backend: options.backend, params, weights: options.weights });
  for (const node of [...model.graph.nodes()]) converter.convert(node);
  converter.finish();
  if (options.backend.guardsFloatLinears) guardFloatLinears(model.graph);
  model.graph.sort();
  model.graph.sweep();
  const chooses = options.backend.movesIntegers && options.kernels !== 'plain';
  const replaced = chooses ? chooseKernels(model, prepared, options.backend) : new Map<Value, Value>();
  dictionaryEncode(model.graph);
  model.graph.sweep();
  forgetMeasuredShapes(model);
  nameNodes(model);
  const integers = new Map([...converter.integers].map(([name, { q, params }]) => [name, { q: replaced.get(q) ?? q, params }]));
  return { model, integers };
}

/** Shapes inside were measured on one sample; in the file they would fix the batch. onnxruntime infers them anew. */
function forgetMeasuredShapes(model: Model): void {
  for (const node of model.graph.nodes()) for (const o of node.outputs) if (o !== undefined && !o.isOutput) o.shape = undefined;
}
