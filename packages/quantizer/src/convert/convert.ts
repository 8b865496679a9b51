import { type Graph, type Model, type Pass, runPasses, type Use } from '@octet/onnx';
import type { Backend } from '../backends/backend.ts';
import { isLinear } from '../linear/is-linear.ts';
import { weightReading } from '../linear/linear-weight.ts';
import { nameNodes } from '../prepare/name-nodes.ts';
import type { Choice } from './choice.ts';
import { dictionaryEncode } from './dictionary-encode.ts';
import type { Integers } from './integers.ts';
import type { IntegerWeight } from './quantize-weight.ts';
import { resolveParams } from './resolve-params.ts';
import { storeBodyWeights } from './store-body-weights.ts';
import { WeightWriter } from './weight-writer.ts';
import { type Weights, weightsOf } from './weights.ts';

export interface ConvertOptions {
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
  /** How many weights in bodies of If, Loop and Scan are stored as int8. */
  readonly bodyWeights: number;
}

/** What the passes share. */
export interface ConvertContext {
  readonly prepared: Model;
  readonly choice: Choice;
  readonly backend: Backend;
  readonly weights: Weights;
  readonly writer: WeightWriter;
  readonly kernels: 'fastest' | 'plain';
  /** A pass that computes a value in another place says so here. */
  readonly integers: Map<string, Integers>;
  bodyWeights: number;
}

/** Carries out a choice: a new model with integers where the plan has them. The prepared model stays as it is. */
export async function convert(
  prepared: Model,
  choice: Choice,
  backend: Backend,
  { kernels = 'fastest', verify = false }: ConvertOptions = {},
): Promise<Converted> {
  const model = prepared.clone();
  const weights = weightsOf(choice, backend);
  const writer = new WeightWriter(model.graph);
  const context: ConvertContext = { prepared, choice, backend, weights, writer, kernels, integers: new Map(), bodyWeights: 0 };
  await runPasses(model, [lower, ...backend.passes, ...tail], { context, verify });
  return { model, integers: context.integers, bodyWeights: context.bodyWeights };
}

const lower: Pass<ConvertContext> = {
  name: 'lower',
  run(model, { choice: { plan, ranges }, backend, weights, writer, integers }) {
    const params = resolveParams(plan, ranges, backend);
    for (const [value, made] of backend.lower(model, plan, { backend, params, weights, writer })) integers.set(value, made);
    return { modified: true };
  },
};

const tail: readonly Pass<ConvertContext>[] = [
  { name: 'dictionary-encode', run: ({ graph }, { backend }) => ({ modified: backend.foldsConstants && dictionaryEncode(graph) > 0 }) },
  {
    name: 'store-body-weights',
    run(model, context) {
      const { choice, backend, writer } = context;
      if (!choice.bodyWeights) return { modified: false };
      const excluded = [...choice.plan.nodes.values()].filter((n) => n.why?.kind === 'excluded').map((n) => n.node);
      const sharedWith = (weight: string) => integersInMainGraph(weight, context);
      context.bodyWeights = storeBodyWeights(model, { backend, kept: new Set(excluded), writer, sharedWith });
      return { modified: context.bodyWeights > 0 };
    },
  },
  { name: 'sweep', run: ({ graph }) => ({ modified: sweep(graph) }) },
  { name: 'forget-measured-shapes', run: (model) => ({ modified: forgetMeasuredShapes(model) }) },
  { name: 'name-nodes', run: (model) => ({ modified: nameNodes(model) > 0 }) },
];

/** By the name of a weight, its integers where nodes of the main graph read it just as it is. */
function integersInMainGraph(weight: string, { prepared, choice: { plan }, weights }: ConvertContext): IntegerWeight | undefined {
  const { graph } = prepared;
  const isReader = ({ node, index }: Use) =>
    node.graph === graph && index === 1 && isLinear(node) && isStored(node.name) && weightReading(node).alpha === 1;
  const isStored = (node: string) => ['integer', 'weights'].includes(plan.nodes.get(node)?.placement ?? '');
  const reader = graph.find(weight)?.uses.find(isReader);
  return reader && weights.of(reader.node).integer;
}

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
