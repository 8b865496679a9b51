import type { Graph, Model, Node, Tensor, Value } from '@octet/onnx';
import { elementCount } from '@octet/onnx';
import type { Backend } from '../backends/backend.ts';
import { remembered } from './nearest-integers.ts';
import { type IntegerWeight, quantizeWeight } from './quantize-weight.ts';
import { WeightWriter } from './weight-writer.ts';

/** What a weight may pass through on its way to a linear operator: exporters cut the gates of an LSTM out of one tensor. */
const movers: ReadonlySet<string> = new Set(['Slice', 'Concat', 'Split', 'Squeeze', 'Unsqueeze', 'Reshape', 'Transpose', 'Identity']);

/** By operator, the inputs that are weights. */
const weightInputs: Readonly<Record<string, readonly number[]>> = {
  Conv: [1],
  ConvTranspose: [1],
  Gemm: [1],
  MatMul: [1],
  LSTM: [1, 2],
  GRU: [1, 2],
  RNN: [1, 2],
};

/** Fewer elements are not worth two operators. */
const fewestElements = 1024;

/** Smallest weights, up to this share of all, stay float, as in the main graph (`worthStoring`). */
const floatShare = 0.03;

export interface BodyWeightsOptions {
  readonly backend: Backend;
  /** Nodes whose bodies keep their floats, by name. */
  readonly kept: ReadonlySet<string>;
  /** Of the main graph. */
  readonly writer: WeightWriter;
  /** The integers of a weight of the main graph, by its name, where nodes of the main graph read it too. */
  readonly sharedWith?: ((weight: string) => IntegerWeight | undefined) | undefined;
}

/**
 * Stores the weights that linear operators read in the bodies of If, Loop and Scan as int8, restored by Cast and Mul in the graph that they are in,
 * which onnxruntime folds when it loads the model: bodies compute as they did, from a quarter of the file. What the main graph reads as
 * integers is in the file once for both. Returns how many weights were stored.
 */
export function storeBodyWeights({ graph }: Model, options: BodyWeightsOptions): number {
  if (!options.backend.foldsConstants) return 0;
  const bodies = [...graph.nodes()].filter((n) => !options.kept.has(n.name)).flatMap((n) => n.subgraphs);
  const found = [...outerWeights(graph, new Set(bodies.flatMap(withInner))), ...bodies.flatMap((body) => [...weightsIn(body)])];
  let left = floatShare * found.reduce((sum, { tensor }) => sum + tensor.data.length, 0);
  const small = new Set<Value>();
  for (const { value, tensor } of found.toSorted((a, b) => a.tensor.data.length - b.tensor.data.length)) {
    left -= tensor.data.length;
    if (left < 0) break;
    small.add(value);
  }
  const stored = found.filter(({ value }) => !small.has(value));
  for (const weight of stored)
    store(weight, { ...options, writer: weight.graph === graph ? options.writer : new WeightWriter(weight.graph) });
  // What was restored for a node of the main graph may come after the node with the body.
  if (stored.length > 0) graph.sort();
  return stored.length;
}

interface BodyWeight {
  readonly graph: Graph;
  readonly value: Value;
  readonly tensor: Tensor;
}

function withInner(body: Graph): Graph[] {
  return [body, ...[...body.nodes()].flatMap((n) => n.subgraphs.flatMap(withInner))];
}

/** Weights of the main graph that these bodies read, and nothing else. */
function* outerWeights(graph: Graph, bodies: ReadonlySet<Graph>): Iterable<BodyWeight> {
  for (const value of graph.initializers) {
    if (!value.isConstant || !value.uses.every(({ node }) => bodies.has(node.graph))) continue;
    const tensor = value.constant?.tensor;
    if (tensor !== undefined && isWeight(value, tensor)) yield { graph, value, tensor };
  }
}

function* weightsIn(graph: Graph): Iterable<BodyWeight> {
  for (const value of graph.initializers) {
    const tensor = value.isConstant ? value.constant?.tensor : undefined;
    if (tensor !== undefined && isWeight(value, tensor)) yield { graph, value, tensor };
  }
  for (const node of graph.nodes()) {
    const tensor = node.opType === 'Constant' ? node.tensorAttr('value') : undefined;
    if (tensor !== undefined && isWeight(node.output, tensor)) yield { graph, value: node.output, tensor };
    for (const body of node.subgraphs) yield* weightsIn(body);
  }
}

function isWeight(value: Value, { dtype, dims }: Tensor): boolean {
  return dtype === 'float32' && dims.length >= 2 && elementCount(dims) >= fewestElements && value.useCount > 0 && isReadAsWeight(value);
}

/** Whether nothing but the weight inputs of linear operators reads the value, here or in bodies below. */
function isReadAsWeight(value: Value): boolean {
  if (value.isOutput) return false;
  return value.uses.every(({ node, index }) => {
    if (node.domain !== '') return false;
    if (movers.has(node.opType) && (index === 0 || node.opType === 'Concat'))
      return node.outputs.every((o) => o === undefined || isReadAsWeight(o));
    return weightInputs[node.opType]?.includes(index) === true;
  });
}

function store({ graph, value, tensor }: BodyWeight, { backend, writer, sharedWith }: BodyWeightsOptions): void {
  const integer = sharedWith?.(value.name) ?? nearest(value, tensor, backend);
  value.replaceAllUsesWith(writer.restored(integer, value.name, value.producer ?? (graph.nodes().next().value as Node)));
  if (value.producer === undefined) graph.removeConstant(value);
  else value.producer.remove();
}

function nearest(value: Value, { data, dims }: Tensor, { weights: { granularity } }: Backend): IntegerWeight {
  const axis = axisOf(value);
  return remembered(value.constant ?? value.producer?.attributes.get('value'), `body,${axis},${granularity}`, () => {
    const w = data as Float32Array;
    return { float: { w, dims, axis }, integer: quantizeWeight(w, dims, { axis, granularity }) };
  }).integer;
}

/** The axis of the output channels where one reader tells it; any axis is right, this one rounds least. */
function axisOf(value: Value): number {
  const [first] = value.uses;
  if (first === undefined) return 0;
  const { opType } = first.node;
  const isLast = opType === 'MatMul' || opType === 'ConvTranspose' || (opType === 'Gemm' && first.node.intAttr('transB', 0) === 0);
  return isLast ? 1 : 0;
}
