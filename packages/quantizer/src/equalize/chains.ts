import { describeNode, type Graph, type Node, type Refusal, refuse, type Value } from '@octet/onnx';
import { type Linear, readLinear } from '../fuse/linear.ts';

/**
 * Linear layers of which each reads the channels of the one before, nobody else does, and what stands between scales with them:
 * f(s·x) = s·f(x) for s > 0. All but the first and the last are depthwise, so that a channel is one channel from end to end.
 */
export type Chain = readonly Linear[];

export interface FoundChains {
  readonly chains: readonly Chain[];
  /** One for each layer behind which a chain was looked for and not found. */
  readonly refused: readonly { readonly layer: Node; readonly reason: string }[];
}

export interface ChainLimits {
  /** Nodes that must keep their weights. */
  readonly kept: ReadonlySet<Node>;
  /** Names of values that must keep their scale. */
  readonly fixed: ReadonlySet<string>;
}

export function findChains(graph: Graph, limits: ChainLimits): FoundChains {
  const refused: { layer: Node; reason: string }[] = [];
  const next = new Map<Node, Linear>();
  for (const node of graph.nodes()) {
    if (!(node.opType in families)) continue;
    const found = nextLinear(node, limits);
    if ('reason' in found) refused.push({ layer: node, reason: found.reason });
    else next.set(node, found);
  }
  const followers = new Set([...next.values()].map((l) => l.node));
  const chains: Chain[] = [];
  for (const node of graph.nodes()) {
    if (!next.has(node)) continue;
    const first = readLinear(node) as Linear;
    if (followers.has(node) && isDepthwise(first)) continue;
    const chain = [first];
    for (let last = next.get(node); last !== undefined; last = isDepthwise(last) ? next.get(last.node) : undefined) chain.push(last);
    chains.push(chain);
  }
  return { chains, refused };
}

/** By the axis that holds the channels: 1, or the last. A Gemm's output has two dimensions. */
const families: Readonly<Record<string, 'axis 1' | 'last axis'>> = {
  Conv: 'axis 1',
  ConvTranspose: 'axis 1',
  Gemm: 'last axis',
  MatMul: 'last axis',
};

/** Channel by channel, and f(s·x) = s·f(x) for s > 0. A Clip with an upper bound is not of them. */
const scalesAlong: ReadonlySet<string> = new Set([
  'Relu',
  'LeakyRelu',
  'Identity',
  'MaxPool',
  'AveragePool',
  'GlobalAveragePool',
  'GlobalMaxPool',
]);

function nextLinear(node: Node, { kept, fixed }: ChainLimits): Linear | Refusal {
  const first = readable(node, kept);
  if ('reason' in first) return first;
  for (let value = node.output; ; ) {
    const reader = soleReader(value, fixed);
    if ('reason' in reader) return reader;
    if (reader.opType in families) {
      const last = readable(reader, kept);
      if ('reason' in last) return last;
      const fits = reader.input(0) === value && families[reader.opType] === families[node.opType] && last.inputChannels === first.channels;
      return fits ? last : refuse(`${describeNode(reader)} does not read the channels of ${describeNode(node)} one by one`, node);
    }
    if (!scalesAlong.has(reader.opType) || reader.domain !== '' || reader.outputs.length !== 1)
      return refuse(`${describeNode(reader)} does not scale with its input`, node);
    value = reader.output;
  }
}

function soleReader(value: Value, fixed: ReadonlySet<string>): Node | Refusal {
  const { producer } = value;
  if (value.isOutput) return refuse(`"${value.name}" is an output of the model`, producer);
  if (fixed.has(value.name)) return refuse(`the recipe states the range of "${value.name}"`, producer);
  const reader = value.soleConsumer;
  if (reader === undefined || value.useCount !== 1 || reader.graph !== value.graph)
    return refuse(`"${value.name}" is read in ${value.useCount} places`, producer);
  return reader;
}

function readable(node: Node, kept: ReadonlySet<Node>): Linear | Refusal {
  if (kept.has(node)) return refuse(`the recipe excludes ${describeNode(node)}`, node);
  if (node.intAttr('transA', 0) === 1) return refuse(`${describeNode(node)} transposes its input`, node);
  const linear = readLinear(node);
  if (!('reason' in linear) && families[node.opType] === 'last axis' && linear.weight.dims.length !== 2)
    return refuse(`the weight of ${describeNode(node)} has more than two dimensions`, node);
  return linear;
}

/** One filter a channel. */
function isDepthwise({ node, channels, inputChannels }: Linear): boolean {
  return node.opType === 'Conv' && channels === inputChannels && node.intAttr('group', 1) === channels;
}
