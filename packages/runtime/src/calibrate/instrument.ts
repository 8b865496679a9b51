import type { Model, Node, Value } from '@octet/onnx';
import { attr, elementCount, tensorOf } from '@octet/onnx';
import type { Observation } from '@octet/quantizer';
import { blockedDims } from './nchwc.ts';
import { Packer } from './packer.ts';
import type { Plan, PlannedValue } from './plan.ts';
import { type RowView, viewOfMemory, viewOfRank4 } from './row-view.ts';
import { RowWindows } from './row-windows.ts';

/** A value to measure, where it is computed. */
export interface Target {
  readonly observation: Observation;
  /** Dimensions that the value had at sample 0. */
  readonly dims: readonly number[];
  readonly value: Value;
  /** The NCHWc tensor that holds the same elements, and its channels a block. */
  readonly blocked?: { readonly source: Value; readonly blockSize: number };
}

/** Up to so many elements it costs less to hand a tensor back than to add nodes for it. */
const smallElements = 1024;
/** Reduce and Slice are added in the form of this opset; a graph of an older one hands every value back whole. */
export const leastOpset = 13;

/**
 * Makes a graph measure its own values. Its outputs become small values as they are, the extremes of the others, and some rows of them.
 * The nodes that do it stand right behind the producer, while the tensor is in cache. `wanted`: elements of each value and sample.
 */
export function instrument(model: Model, targets: readonly Target[], wanted: number): Plan {
  const { graph } = model;
  graph.outputs.length = 0;
  const values = targets.map((target) => planValue(target, wanted, model.opset));
  const views = values.flatMap((v) => (v.view === undefined || v.view.step === 1 ? [] : [v.view]));
  const windows = new RowWindows(graph, views);
  const extremes = new Packer(graph, 'octet_extremes');
  const rows = new Packer(graph, 'octet_rows');
  targets.forEach((target, index) => {
    const { kind, view, nonNegative, extremesFromRows } = values[index] as PlannedValue;
    if (kind === 'whole' && !target.value.isOutput) graph.addOutput(target.value);
    if (view === undefined) return;
    const { source, dims } = inRows(target, view);
    if (!extremesFromRows) {
      for (const end of nonNegative ? (['max'] as const) : (['min', 'max'] as const)) {
        if (hasSignedPadding(target))
          extremes.add(reducePixels(target, end, model.opset), pixelDims(target), { value: index, end, length: target.dims[1] ?? 1 });
        else extremes.add(reduce(source, end, [2, 3], model.opset), [dims[0] ?? 1, dims[1] ?? 1, 1, 1], { value: index, end });
      }
    }
    const taken = view.step === 1 ? source : windows.slice(source, view);
    rows.add(taken, [dims[0] ?? 1, dims[1] ?? 1, view.taken, view.width], { value: index, end: 'rows' });
  });
  const plan = { values, extremes: extremes.build(), rows: rows.build(), windows: windows.windows, wanted };
  graph.sweep();
  return plan;
}

function planValue(target: Target, wanted: number, opset: number): PlannedValue {
  const { observation, dims, blocked } = target;
  const base = { name: observation.value, nonNegative: observation.nonNegative, dims };
  const elements = elementCount(dims);
  const whole = elements <= smallElements || (blocked === undefined && elements <= wanted);
  if (whole || opset < leastOpset || target.value.producer === undefined) return { ...base, kind: 'whole' };
  const memory = memoryDims(target);
  const memoryElements = elementCount(memory);
  // Of the rows that are taken, the same part is padding as of the whole.
  const withPadding = Math.ceil((wanted * memoryElements) / elements);
  const view = viewOfRank4(memory, withPadding) ?? viewOfMemory(memoryElements, withPadding);
  const all = view.step === 1 && view.taken === view.rows;
  return {
    ...base,
    kind: 'reduced',
    view,
    extremesFromRows: all && !hasSignedPadding(target),
    ...(blocked === undefined ? {} : { blockSize: blocked.blockSize }),
  };
}

/** The dimensions of the tensor that is read, as the nodes added here see them. */
function memoryDims({ dims, blocked }: Target): readonly number[] {
  return blocked === undefined ? dims : blockedDims(dims, blocked.blockSize);
}

/** Padding holds f(0). Where values cannot be negative it changes no maximum; elsewhere it must not be taken for an extreme. */
function hasSignedPadding(target: Target): boolean {
  return !target.observation.nonNegative && memoryDims(target)[1] !== target.dims[1];
}

/** The tensor to read as rank 4 whose axis 2 is the view's rows; reshaped where its own dimensions are not that. */
function inRows(target: Target, view: RowView): { source: Value; dims: readonly number[] } {
  const source = target.blocked?.source ?? target.value;
  const own = memoryDims(target);
  const byOwn = own.length === 4 && own[2] === view.rows && own[3] === view.width && (own[0] ?? 1) * (own[1] ?? 1) === view.outer;
  if (byOwn) return { source, dims: own };
  const dims = [1, view.outer, view.rows, view.width];
  return { source: reshape(source, dims), dims };
}

function reshape(source: Value, dims: readonly number[]): Value {
  const { graph } = source;
  return graph.addNode('Reshape', [source, graph.addConstant(tensorOf.int64(dims), 'octet_dims')], behind(source)).output;
}

/** Extremes of each channel, padding apart from the rest: over the pixels of [N, C/b, H·W, b]. */
function reducePixels(target: Target, end: 'min' | 'max', opset: number): Value {
  const [n, blocks, , blockSize] = pixelDims(target) as [number, number, number, number];
  const pixels = (target.dims[2] ?? 1) * (target.dims[3] ?? 1);
  const source = target.blocked?.source ?? target.value;
  return reduce(reshape(source, [n, blocks, pixels, blockSize]), end, [2], opset);
}

function pixelDims(target: Target): readonly number[] {
  const [n = 1, channels = 1] = memoryDims(target);
  const blockSize = target.blocked?.blockSize ?? 1;
  return [n, channels / blockSize, 1, blockSize];
}

function reduce(source: Value, end: 'min' | 'max', axes: readonly number[], opset: number): Value {
  const { graph } = source;
  const op = end === 'min' ? 'ReduceMin' : 'ReduceMax';
  if (opset >= 18) return graph.addNode(op, [source, graph.addConstant(tensorOf.int64(axes), 'octet_axes')], behind(source)).output;
  return graph.addNode(op, [source], { attributes: { axes: attr.ints(axes) }, ...behind(source) }).output;
}

function behind(source: Value): { readonly after?: Node } {
  return source.producer === undefined ? {} : { after: source.producer };
}
