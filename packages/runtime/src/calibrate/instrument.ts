import type { Model, Node, Value } from '@octet/onnx';
import { attr, elementCount, tensorOf } from '@octet/onnx';
import type { Observation } from '@octet/quantizer';
import { blockedDims } from './nchwc.ts';
import { Packer } from './packer.ts';
import type { Plan, PlannedValue, SampleRate } from './plan.ts';
import { allRows, type RowView, viewOfRows, viewOfTensor } from './row-view.ts';
import { RowWindows } from './row-windows.ts';
import { wantedOf } from './sample-size.ts';

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
 * Makes a graph measure its own values. Its outputs become small values as they are, the extremes of every row of the others, and all
 * elements of some rows. The nodes that do it stand right behind the producer, while the tensor is in cache. `rate`: how many
 * elements.
 */
export function instrument(model: Model, targets: readonly Target[], rate: SampleRate): Plan {
  const { graph } = model;
  graph.outputs.length = 0;
  const values = targets.map((target) => planValue(target, wantedOf(rate, elementCount(target.dims)), model.opset));
  const windows = new RowWindows(
    graph,
    values.flatMap((v) => (v.view === undefined || v.view.step === 1 ? [] : [v.view])),
  );
  const extremes = new Packer(graph, 'octet_extremes');
  const rows = new Packer(graph, 'octet_rows');
  targets.forEach((target, index) => {
    const { kind, view, nonNegative } = values[index] as PlannedValue;
    if (kind === 'whole' && !target.value.isOutput) graph.addOutput(target.value);
    if (view === undefined) return;
    const { source, dims } = inRows(target, view);
    if (view.step === 1) {
      rows.add(source, dims, { value: index, end: 'rows' });
      return;
    }
    rows.add(windows.slice(source, view), dims.with(view.axis, view.taken), { value: index, end: 'rows' });
    const inner = view.axis === 2 ? [3] : [2, 3];
    const reducedDims = dims.map((d, axis) => (inner.includes(axis) ? 1 : d));
    for (const end of endsOf(nonNegative)) extremes.add(reduce(source, end, inner, model.opset), reducedDims, { value: index, end });
  });
  const plan = { values, extremes: extremes.build(), rows: rows.build(), windows: windows.windows, rate };
  graph.sweep();
  return plan;
}

function endsOf(nonNegative: boolean): readonly ('min' | 'max')[] {
  return nonNegative ? ['max'] : ['min', 'max'];
}

function planValue(target: Target, wanted: number, opset: number): PlannedValue {
  const { observation, dims, blocked } = target;
  const base = { name: observation.value, nonNegative: observation.nonNegative, dims };
  const elements = elementCount(dims);
  const whole: PlannedValue = { ...base, kind: 'whole' };
  if (elements <= smallElements || opset < leastOpset || target.value.producer === undefined) return whole;
  const signed = !observation.nonNegative;
  if (blocked === undefined) {
    const view = viewOfTensor(dims, { wanted, signed });
    return view === undefined ? whole : { ...base, kind: 'reduced', view };
  }
  const memory = memoryDims(target);
  // Of the rows that are taken, the same part is padding as of the whole.
  const withPadding = Math.ceil((wanted * elementCount(memory)) / elements);
  const view = elements <= wanted ? allRows(memory) : viewOfRows(memory, { wanted: withPadding, signed });
  return view === undefined ? whole : { ...base, kind: 'reduced', view, blockSize: blocked.blockSize };
}

/** The dimensions of the tensor that is read, as the nodes added here see them. */
function memoryDims({ dims, blocked }: Target): readonly number[] {
  return blocked === undefined ? dims : blockedDims(dims, blocked.blockSize);
}

/** The tensor to read, as rank 4 with the view's rows on its axis; reshaped where its own dimensions are not that. */
function inRows(target: Target, view: RowView): { source: Value; dims: readonly number[] } {
  const source = target.blocked?.source ?? target.value;
  const own = memoryDims(target);
  const [n = 1, c = 1, h = 1, w = 1] = own;
  const lines = view.axis === 2 && view.outer === n * c && view.rows === h && view.width === w;
  const planes = view.axis === 1 && view.outer === n && view.rows === c && view.width === h * w;
  if (own.length === 4 && (lines || planes)) return { source, dims: own };
  const dims = [1, view.outer, view.rows, view.width];
  return { source: reshape(source, dims), dims };
}

function reshape(source: Value, dims: readonly number[]): Value {
  const { graph } = source;
  return graph.addNode('Reshape', [source, graph.addConstant(tensorOf.int64(dims), 'octet_dims')], behind(source)).output;
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
