import type { Graph, Value } from '@octet/onnx';
import { pickCountInput, pickInput } from './plan.ts';
import type { RowView } from './row-view.ts';

/**
 * The GatherNDs of a measuring graph take other runs of every sample, or none. Values whose memory is cut alike share their picks, and all
 * picks come in by one input, which a Split takes apart by the counts in another.
 */
export class RunPicks {
  readonly views: readonly RowView[];
  readonly #graph: Graph;
  readonly #picks: readonly (Value | undefined)[];

  /** Adds the inputs, unless there is nothing to pick. Split goes in front of all nodes. */
  constructor(graph: Graph, wanted: readonly RowView[]) {
    this.#graph = graph;
    this.views = [...new Map(wanted.map((view) => [keyOf(view), view])).values()];
    if (this.views.length === 0) {
      this.#picks = [];
      return;
    }
    const picks = graph.addInput(pickInput, 'int64', [null, 2]);
    const counts = graph.addInput(pickCountInput, 'int64', [this.views.length]);
    const front = graph.nodes().next().value;
    const place = front === undefined ? {} : { before: front };
    this.#picks = graph.addNode('Split', [picks, counts], { outputs: this.views.length, ...place }).outputs;
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
