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
  readonly #numbers: Map<number, Value> = new Map();

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

  /** Every step-th row of an axis, right behind the tensor's producer. */
  slice(source: Value, { step, taken, axis }: RowWindow & { readonly axis: number }): Value {
    const i = this.windows.findIndex((w) => w.step === step && w.taken === taken);
    const place = source.producer === undefined ? {} : { after: source.producer };
    const ends = [this.#ends[2 * i], this.#ends[2 * i + 1]];
    return this.#graph.addNode('Slice', [source, ...ends, this.#number(axis), this.#number(step)], place).output;
  }

  #number(n: number): Value {
    const value = this.#numbers.get(n) ?? this.#graph.addConstant(tensorOf.int64([n]), 'octet_number');
    this.#numbers.set(n, value);
    return value;
  }
}
