import type { Model } from '@octet/onnx';
import type { Backend } from '../backends/backend.ts';
import { nameNodes } from '../prepare/name-nodes.ts';
import type { Range } from '../qparams/affine.ts';
import type { Plan } from '../spec.ts';
import type { Integers, Weights } from './converter.ts';
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
export function convert(prepared: Model, plan: Plan, { backend, ranges, weights, kernels = 'fastest' }: ConvertOptions): Converted {
  const model = prepared.clone();
  const params = resolveParams(plan, ranges, backend);
  const integers = backend.lower(model, plan, { backend, prepared, params, weights, kernels });
  if (backend.foldsConstants) dictionaryEncode(model.graph);
  model.graph.sweep();
  forgetMeasuredShapes(model);
  nameNodes(model);
  return { model, integers };
}

/** Shapes inside were measured on one sample; in the file they would fix the batch. onnxruntime infers them anew. */
function forgetMeasuredShapes(model: Model): void {
  for (const node of model.graph.nodes()) for (const o of node.outputs) if (o !== undefined && !o.isOutput) o.shape = undefined;
}
