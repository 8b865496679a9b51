import type { Graph, Value } from '@octet/onnx';
import { tensorOf } from '@octet/onnx';
import { pickInput } from './plan.ts';
import type { RowView } from './row-view.ts';

/**
 * The GatherNDs of a measuring graph take other runs of every sample. Values whose memory is cut alike share their picks, and all picks come
 * in by one input, int64 [runs, 2] (row, run in the row), which a Split takes apart.
 */
export class RunPicks {
  readonly views: readonly RowView[];
  readonly #graph: Graph;
  readonly #picks: readonly (Value | undefined)[];

  /** Adds the input, unless there is nothing to pick. Split goes in front of all nodes. `stack`: samples a run of the graph. */
  constructor(graph: Graph, wanted: readonly RowView[], stack: number) {
    this.#graph = graph;
    this.views = [...new Map(wanted.map((view) => [keyOf(view), view])).values()];
    const counts = this.views.map((view) => stack * view.taken);
    if (counts.length === 0) {
      this.#picks = [];
      return;
    }
    const input = graph.addInput(pickInput, 'int64', [counts.reduce((a, b) => a + b), 2]);
    const front = graph.nodes().next().value;
    const place = front === undefined ? {} : { before: front };
    const lengths = graph.addConstant(tensorOf.int64(counts), 'octet_pick_counts');
    this.#picks = graph.addNode('Split', [input, lengths], { outputs: counts.length, ...place }).outputs;
  }

  /** The picked runs of a tensor [rows, runs a row, run], right behind its producer: [runs, run]. */
  gather(source: Value, view: RowView): Value {
    const picks = this.#picks[this.views.findIndex((v) => keyOf(v) === keyOf(view))];
    const place = source.producer === undefined ? {} : { after: source.producer };
    return this.#graph.addNode('GatherND', [source, picks], place).output;
  }
}

function keyOf({ rows, width, run, taken }: RowView): string {
  return `${rows},${width},${run},${taken}`;
}
