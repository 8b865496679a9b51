import { encodeToBuffer, type Model, type Node } from '@octet/onnx';
import type { Choice, RoundedWeight } from '../convert/choice.ts';
import type { IntegerWeight } from '../convert/quantize-weight.ts';
import type { Weights } from '../convert/weights.ts';
import { weightRows } from '../linear/weight-rows.ts';
import type { Feeds, Runner } from '../ports.ts';
import { withRanksOnly } from '../probe-shapes.ts';
import type { Meter } from './budget.ts';
import { FeedbackRounding } from './feedback-rounding.ts';
import { MomentGatherer, type SecondMoments } from './second-moments.ts';

export interface WeightRoundingOptions {
  readonly runner: Runner;
  readonly samples: readonly Feeds[];
  /** At their nearest integers. */
  readonly weights: Weights;
  /** Where it is spent, the layers that follow keep their nearest integers. */
  readonly budget?: Meter | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Weights of the given layers, by their nearest integers, rounded so that the layers' outputs change least (FeedbackRounding), by what the layers see
 * in FP32 on the samples. Layers that share a weight get the same integers, by what all of them see. Scales stay. Layers whose rows are too long, and operators that are no plain products, are left out.
 */
export async function roundedWeights(
  prepared: Model,
  layers: readonly string[],
  { runner, samples, weights, budget, signal }: WeightRoundingOptions,
): Promise<Choice['roundings']> {
  const wanted = new Set(layers);
  const gatherers = new Map<Node, MomentGatherer>();
  for (const node of prepared.graph.nodes()) {
    const gatherer = wanted.has(node.name) ? MomentGatherer.of(node, samples.length) : undefined;
    if (gatherer !== undefined) gatherers.set(node, gatherer);
  }
  if (gatherers.size === 0) return new Map();
  await gather(prepared, gatherers, { runner, samples, budget, signal });
  // What is infinite somewhere, as masks of attention are, tells nothing.
  const known = [...gatherers].filter(([, { moments }]) => moments.sums.every(Number.isFinite));
  const shared = Map.groupBy(known, ([node]) => weights.of(node).integer);
  const made = new Map<IntegerWeight, RoundedWeight>();
  for (const [nearest, readers] of shared) {
    // A layer of many channels takes a second, in which nothing else can happen.
    await new Promise(setImmediate);
    signal?.throwIfAborted();
    if (budget?.isSpent() === true) break;
    const [[node]] = readers as [[Node, MomentGatherer]];
    made.set(nearest, rounded(node, sumOf(readers.map(([, { moments }]) => moments)), weights));
    budget?.ran(0);
  }
  return made;
}

/** Runs the model with the inputs of all layers as its outputs. */
async function gather(
  prepared: Model,
  gatherers: ReadonlyMap<Node, MomentGatherer>,
  { runner, samples, budget, signal }: Omit<WeightRoundingOptions, 'weights'>,
): Promise<void> {
  const model = withRanksOnly(prepared);
  const { graph } = model;
  graph.outputs.length = 0;
  const inputOf = (node: Node) => node.input(0)?.name ?? '';
  const seen = new Set([...gatherers.keys()].map(inputOf));
  for (const node of graph.nodes()) for (const o of node.outputs) if (o !== undefined && seen.has(o.name)) graph.addOutput(o);
  graph.sweep();
  budget?.opened();
  const visit = (outputs: Feeds, index: number) => {
    budget?.ran();
    const tensors = { ...samples[index], ...outputs };
    for (const [node, gatherer] of gatherers) {
      const x = tensors[inputOf(node)];
      if (x?.dtype === 'float32') gatherer.add(x);
    }
  };
  // Where the graph's own inputs are all that the layers see, there is nothing to run.
  if (graph.outputs.length === 0) for (const index of samples.keys()) visit({}, index);
  else await runner.runAll(encodeToBuffer(model), samples, visit, signal === undefined ? {} : { signal });
}

function sumOf([first, ...others]: readonly SecondMoments[]): SecondMoments {
  const { size, groups, sums } = first as SecondMoments;
  return { size, groups, sums: sums.map((s, i) => others.reduce((sum, other) => sum + (other.sums[i] as number), s)) };
}

function rounded(node: Node, { size, groups, sums }: SecondMoments, weights: Weights): RoundedWeight {
  const { float, integer } = weights.of(node);
  const { scales, partners } = integer;
  const rows = weightRows(float);
  const q = integer.q.slice();
  for (let group = 0; group < groups; group++) {
    const rounding = new FeedbackRounding(sums.subarray(group * size * size, (group + 1) * size * size), size, partners);
    for (let c = (group * rows.channels) / groups; c < ((group + 1) * rows.channels) / groups; c++)
      rows.write(q, c, rounding.round(rows.read(float.w, c), scales[scales.length === 1 ? 0 : c] as number));
  }
  const moved = q.reduce((count, value, i) => count + (value === integer.q[i] ? 0 : 1), 0);
  return { integer: { ...integer, q }, moved };
}
