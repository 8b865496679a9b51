import { type Graph, type Model, type Pass, runPasses } from '@octet/onnx';
import type { Backend } from '../backends/backend.ts';
import { nameNodes } from '../prepare/name-nodes.ts';
import type { Range } from '../qparams/affine.ts';
import type { Plan } from '../spec.ts';
import { dictionaryEncode } from './dictionary-encode.ts';
import type { Integers } from './integers.ts';
import { resolveParams } from './resolve-params.ts';
import type { Weights } from './weights.ts';

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
  /** Verify the model after each pass; for tests. */
  readonly verify?: boolean;
}

export interface Converted {
  readonly model: Model;
  /** Where the integers of a prepared model's value are in the artifact, by that value's name. */
  readonly integers: ReadonlyMap<string, Integers>;
}

/** What the passes share. */
export interface ConvertContext {
  readonly prepared: Model;
  readonly plan: Plan;
  readonly backend: Backend;
  readonly weights: Weights;
  readonly kernels: 'fastest' | 'plain';
  readonly ranges: ReadonlyMap<string, Range>;
  /** A pass that computes a value in another place says so here. */
  readonly integers: Map<string, Integers>;
}

/** Carries out a plan: a new model with integers where the plan has them. The prepared model stays as it is. */
export async function convert(
  prepared: Model,
  plan: Plan,
  { backend, ranges, weights, kernels = 'fastest', verify = false }: ConvertOptions,
): Promise<Converted> {
  const model = prepared.clone();
  const context: ConvertContext = { prepared, plan, backend, weights, kernels, ranges, integers: new Map() };
  await runPasses(model, [lower, ...backend.passes, ...tail], { context, verify });
  return { model, integers: context.integers };
}

const lower: Pass<ConvertContext> = {
  name: 'lower',
  run(model, { plan, backend, weights, ranges, integers }) {
    const params = resolveParams(plan, ranges, backend);
    for (const [value, made] of backend.lower(model, plan, { backend, params, weights })) integers.set(value, made);
    return { modified: true };
  },
};

const tail: readonly Pass<ConvertContext>[] = [
  { name: 'dictionary-encode', run: ({ graph }, { backend }) => ({ modified: backend.foldsConstants && dictionaryEncode(graph) > 0 }) },
  { name: 'sweep', run: ({ graph }) => ({ modified: sweep(graph) }) },
  { name: 'forget-measured-shapes', run: (model) => ({ modified: forgetMeasuredShapes(model) }) },
  { name: 'name-nodes', run: (model) => ({ modified: nameNodes(model) > 0 }) },
];

function sweep(graph: Graph): boolean {
  const constantsBefore = graph.initializers.size;
  return graph.sweep() > 0 || graph.initializers.size < constantsBefore;
}

/** Shapes inside were measured on one sample; in the file they would fix the batch. onnxruntime infers them again. */
function forgetMeasuredShapes(model: Model): boolean {
  let modified = false;
  for (const node of model.graph.nodes()) {
    for (const o of node.outputs) {
      if (o === undefined || o.isOutput || o.shape === undefined) continue;
      o.shape = undefined;
      modified = true;
    }
  }
  return modified;
}
