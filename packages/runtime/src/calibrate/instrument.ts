import type { Model, Node, Value } from '@octet/onnx';
import { attr, elementCount, tensorOf } from '@octet/onnx';
import type { Observation } from '@octet/quantizer';
import { blockedDims } from './nchwc.ts';
import { Packer } from './packer.ts';
import type { Plan, PlannedValue } from './plan.ts';
import { viewOf } from './row-view.ts';
import { RunPicks } from './run-picks.ts';

/** A value to measure, where it is computed. */
export interface Target {
  readonly observation: Observation;
  /** Dimensions that the value had in sample 0. */
  readonly dims: readonly number[];
  readonly value: Value;
  /** The NCHWc tensor that holds the same elements, and its channels a block. */
  readonly blocked?: { readonly source: Value; readonly blockSize: number };
}

export interface InstrumentOptions {
  /** Elements to look at of a value and sample. */
  readonly wanted: number;
  /** Samples a run. */
  readonly stack: number;
  /** Which values the graph does not measure; none where absent. */
  readonly skip?: (observation: Observation) => boolean;
}

/** Up to so many elements it costs less to hand a tensor back than to add nodes for it. */
const smallElements = 1024;
/** Reduce and Split are added in the form of this opset; a graph of an older one hands every value back whole. */
export const leastOpset = 13;

/**
 * Makes a graph measure its own values. Its outputs become small values as they are, the extremes of every row of the others, and some runs of
 * their elements. The nodes that do it stand right behind the producer, while the tensor is in cache.
 */
export function instrument(model: Model, targets: readonly Target[], options: InstrumentOptions): Plan {
  const { graph } = model;
  graph.outputs.length = 0;
  const values = targets.map((target) => planValue(target, options, model.opset));
  const picks = new RunPicks(
    graph,
    values.flatMap((v) => v.view ?? []),
    options.stack,
  );
  const packer = new Packer(graph);
  targets.forEach((target, value) => {
    const { kind, view, minimum } = values[value] as PlannedValue;
    if (kind === 'whole' && !target.value.isOutput) graph.addOutput(target.value);
    if (kind !== 'reduced') return;
    const source = target.blocked?.source ?? target.value;
    if (view === undefined) {
      const dims = [options.stack * elementCount(memoryDims(target))];
      packer.add(reshape(source, dims), dims, { value, content: 'all' });
      return;
    }
    const rows = options.stack * view.rows;
    const cut = reshape(source, [rows, view.width / view.run, view.run]);
    packer.add(picks.gather(cut, view), [options.stack * view.taken, view.run], { value, content: 'runs' });
    for (const content of minimum === 'exact' ? (['min', 'max'] as const) : (['max'] as const))
      packer.add(reduceRows(cut, content, model.opset), [rows], { value, content });
  });
  const { wanted, stack } = options;
  const plan = { values, packed: packer.build(), picks: picks.views, wanted, stack };
  graph.sweep();
  return plan;
}

function planValue(target: Target, { wanted, skip }: InstrumentOptions, opset: number): PlannedValue {
  const { observation, dims, value, blocked } = target;
  const { value: name, minimum, bound } = observation;
  const base = { name, minimum, dims, ...(bound !== undefined && { bound }) };
  if (skip?.(observation)) return { ...base, kind: 'skipped' };
  const elements = elementCount(dims);
  const asItIs: PlannedValue = { ...base, kind: value.isInput ? 'fed' : 'whole' };
  if (elements <= smallElements || opset < leastOpset) return asItIs;
  const block = blocked === undefined ? {} : { blockSize: blocked.blockSize };
  if (elements <= wanted) return value.isInput ? asItIs : { ...base, kind: 'reduced', ...block };
  const memory = elementCount(memoryDims(target));
  // Of the runs that are taken, the same part is padding as of the whole.
  const view = viewOf(memory, { wanted: Math.ceil((wanted * memory) / elements), minimum, bound });
  return view === undefined ? asItIs : { ...base, kind: 'reduced', view, ...block };
}

/** The dimensions of the tensor that is read, as the nodes added here see them. */
function memoryDims({ dims, blocked }: Target): readonly number[] {
  return blocked === undefined ? dims : blockedDims(dims, blocked.blockSize);
}

function reshape(source: Value, dims: readonly number[]): Value {
  const { graph } = source;
  return graph.addNode('Reshape', [source, graph.addConstant(tensorOf.int64(dims), 'octet_dims')], behind(source)).output;
}

/** The extreme of each row of a tensor [rows, runs a row, run]. */
function reduceRows(source: Value, end: 'min' | 'max', opset: number): Value {
  const { graph } = source;
  const op = end === 'min' ? 'ReduceMin' : 'ReduceMax';
  const keepdims = attr.int(0);
  if (opset < 18) return graph.addNode(op, [source], { attributes: { axes: attr.ints([1, 2]), keepdims }, ...behind(source) }).output;
  const axes = graph.addConstant(tensorOf.int64([1, 2]), 'octet_axes');
  return graph.addNode(op, [source, axes], { attributes: { keepdims }, ...behind(source) }).output;
}

/** Right behind the producer; of a graph input, in front of the first node that reads it. */
function behind(source: Value): { readonly after?: Node; readonly before?: Node } {
  if (source.producer !== undefined) return { after: source.producer };
  const [reader] = source.uses;
  return reader === undefined ? {} : { before: reader.node };
}
