import { attr, encodeToBuffer, type Model, type Node, tensorOf, type Value } from '@octet/onnx';
import type { Feeds, Runner } from '../ports.ts';
import { withRanksOnly } from '../probe-shapes.ts';
import type { Meter } from './budget.ts';

/** Per sample, the mean of a node's output over everything but the channel: [samples][channels], by node name. */
export type ChannelMeans = ReadonlyMap<string, readonly Float32Array[]>;

/**
 * Runs only what the given nodes need, with their float outputs (before any rectifier or QuantizeLinear) averaged per channel: axis 1 of
 * a convolution's output, the last axis of a Gemm's.
 */
export async function channelMeans(
  source: Model,
  nodes: readonly string[],
  options: { runner: Runner; samples: readonly Feeds[]; budget?: Meter | undefined; signal?: AbortSignal | undefined },
): Promise<ChannelMeans> {
  const model = withRanksOnly(source);
  const wanted = new Set(nodes);
  model.graph.outputs.length = 0;
  const nameOf = new Map<string, string>();
  for (const node of [...model.graph.nodes()]) {
    if (!wanted.has(node.name)) continue;
    const mean = meanOf(model, node);
    model.graph.addOutput(mean);
    nameOf.set(mean.name, node.name);
  }
  model.graph.sweep();
  const means = new Map<string, Float32Array[]>(nodes.map((n) => [n, []]));
  // One node needs the part of the model in front of it: on average half.
  const share = nodes.length > 1 ? 1 : 0.5;
  options.budget?.opened();
  const run = options.signal === undefined ? {} : { signal: options.signal };
  await options.runner.runAll(
    encodeToBuffer(model),
    options.samples,
    (outputs) => {
      options.budget?.ran(share);
      for (const [name, t] of Object.entries(outputs)) means.get(nameOf.get(name) ?? '')?.push(Float32Array.from(t.data as Float32Array));
    },
    run,
  );
  return means;
}

function meanOf(model: Model, node: Node) {
  const { graph } = model;
  const rank = node.opType === 'Gemm' ? 2 : (rankOf(node.input(1)) ?? 4);
  const axes = Array.from({ length: rank }, (_, i) => i).filter((i) => i !== 1);
  const mean =
    model.opset >= 18
      ? graph.addNode('ReduceMean', [node.output, graph.addConstant(tensorOf.int64(axes), 'axes')], {
          attributes: { keepdims: attr.int(0) },
        })
      : graph.addNode('ReduceMean', [node.output], { attributes: { axes: attr.ints(axes), keepdims: attr.int(0) } });
  mean.output.dtype = 'float32';
  return mean.output;
}

/** In an artifact a weight comes out of a DequantizeLinear, or of a Cast and a Mul, and only the constant at their front has a shape. */
function rankOf(weight: Value | undefined): number | undefined {
  return weight === undefined ? undefined : (weight.shape?.length ?? weight.constant?.dims.length ?? rankOf(weight.producer?.input(0)));
}
