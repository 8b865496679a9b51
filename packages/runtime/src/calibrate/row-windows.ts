import type { Graph, Value } from '@octet/onnx';
import { tensorOf } from '@octet/onnx';
import type { RowWindow } from './plan.ts';
import { windowInput } from './plan.ts';

/**
 * The Slices of a measuring graph start at another row for every sample. Slices of the same step and length share a window, and all
 * windows come in by one input, int64 [first, end, first, end, …], which a Split takes apart.
 */
export class RowWindows {
  readonly windows: readonly RowWindow[];
  readonly #graph: Graph;
  readonly #ends: readonly (Value | undefined)[];
  #axis: Value | undefined;
  readonly #steps: Map<number, Value> = new Map();

  /** Adds the input, unless there is nothing to slice. Split goes in front of all nodes. */
  constructor(graph: Graph, wanted: readonly RowWindow[]) {
    this.#graph = graph;
    this.windows = [...new Map(wanted.map(({ step, taken }) => [`${step},${taken}`, { step, taken }])).values()];
    const count = 2 * this.windows.length;
    if (count === 0) {
      this.#ends = [];
      return;
    }
    const input = graph.addInput(windowInput, 'int64', [count]);
    const lengths = graph.addConstant(tensorOf.int64(new Array<number>(count).fill(1)), 'octet_window_lengths');
    const front = graph.nodes().next().value;
    const split = graph.addNode('Split', [input, lengths], { outputs: count, ...(front === undefined ? {} : { before: front }) });
    this.#ends = split.outputs;
  }

  /** Every step-th row of axis 2, right behind the tensor's producer. */
  slice(source: Value, window: RowWindow): Value {
    const i = this.windows.findIndex((w) => w.step === window.step && w.taken === window.taken);
    this.#axis ??= this.#graph.addConstant(tensorOf.int64([2]), 'octet_row_axis');
    const step = this.#steps.get(window.step) ?? this.#graph.addConstant(tensorOf.int64([window.step]), 'octet_row_step');
    this.#steps.set(window.step, step);
    const place = source.producer === undefined ? {} : { after: source.producer };
    return this.#graph.addNode('Slice', [source, this.#ends[2 * i], this.#ends[2 * i + 1], this.#axis, step], place).output;
  }
}
