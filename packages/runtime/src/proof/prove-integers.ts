import type { Model, Node } from '@octet/onnx';
import { decodeModel } from '@octet/onnx';
import type { Feeds } from '@octet/quantizer';
import { QuantizerError } from '@octet/quantizer';
import { inspect } from './inspection.ts';
import type { Kernel, KernelClass } from './kernels.ts';
import { controlFlow, kernelOf } from './kernels.ts';
import { macsOf } from './macs.ts';
import type { ProfiledNode } from './profile.ts';
import { readProfile } from './profile.ts';

export interface ProveOptions {
  /** Intra-op threads; default 1. */
  readonly threads?: number;
  /** Profiled runs; default 16, over the feeds in turn. */
  readonly runs?: number;
  readonly signal?: AbortSignal;
}

/** A node of the optimised graph and what its kernel did. */
export interface ProvenNode {
  readonly name: string;
  readonly opType: string;
  /** '' is ai.onnx. */
  readonly domain: string;
  readonly kernel: KernelClass;
  /** A convolution, matrix product or recurrence. */
  readonly linear: boolean;
  /** Median time in one run, microseconds; 0 where it did not run, and for If, Loop and Scan, whose bodies' nodes carry it. */
  readonly timeUs: number;
  /** Of the sum of all nodes, 0 to 1. */
  readonly timeShare: number;
  /** Multiply-accumulates; undefined where shapes are unknown or the node is not linear. */
  readonly macs: number | undefined;
}

/** What executed, by onnxruntime's own optimised graph and profiler. */
export interface ExecutionProof {
  readonly nodes: readonly ProvenNode[];
  /** Linear nodes by what they compute in. */
  readonly linear: { readonly integer: number; readonly float: number };
  /** Share of the kernels' time, 0 to 1, by class. */
  readonly timeShare: Readonly<Record<KernelClass, number>>;
  /** Share of the multiply-accumulates done in integers, 0 to 1; undefined where the shapes of a linear node that ran are unknown or none ran. */
  readonly integerMacsShare: number | undefined;
  /** Sum of the nodes' times, microseconds. */
  readonly kernelTimeUs: number;
  readonly transposeCount: number;
  readonly reorderCount: number;
  /** DequantizeLinear on a constant: a weight that is turned back to float on every run. 0 in a good artifact. */
  readonly weightDequantizeCount: number;
  readonly threads: number;
  readonly runCount: number;
}

/** Runs a model a few times and reports which kernels executed. Rejects with 'runtime/load-failed', 'runtime/run-failed' or 'canceled'. */
export async function proveIntegers(model: Uint8Array, feeds: readonly Feeds[], options: ProveOptions = {}): Promise<ExecutionProof> {
  const { threads = 1, runs: runCount = 16 } = options;
  if (feeds.length === 0) throw new QuantizerError('calibration/no-samples', 'a proof of execution needs at least one input');
  const { graph, profile } = await inspect(model, {
    optimization: 'all',
    threads,
    runs: Array.from({ length: runCount }, (_, i) => feeds[i % feeds.length] as Feeds),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  return proofOf(decodeModel(graph), readProfile(profile ?? '[]', runCount), { threads, runCount });
}

/** @internal the pure part: an optimised graph and a profile of its runs */
export function proofOf(
  optimized: Model,
  profile: readonly ProfiledNode[],
  { threads, runCount }: { threads: number; runCount: number },
): ExecutionProof {
  const match = profileMatcher(profile);
  const seen = [...optimized.graph.allNodes()].map((node) => {
    const ran = match(node);
    const kernel = kernelOf(node.opType, ran?.inputs[0]?.dtype ?? node.input(0)?.dtype);
    const timeUs = controlFlow.has(node.opType) ? 0 : (ran?.timeUs ?? 0);
    return { node, kernel, timeUs, ran: ran !== undefined, macs: macsOf(node, kernel, ran) };
  });
  const kernelTimeUs = seen.reduce((sum, s) => sum + s.timeUs, 0);
  const share = (timeUs: number) => (kernelTimeUs === 0 ? 0 : timeUs / kernelTimeUs);
  const timeOf = (c: KernelClass) => share(seen.reduce((sum, s) => sum + (s.kernel.class === c ? s.timeUs : 0), 0));
  const linear = seen.filter((s) => s.kernel.linear !== undefined);
  const count = (is: (node: Node) => boolean) => seen.reduce((n, s) => n + (is(s.node) ? 1 : 0), 0);
  return {
    nodes: seen.map(({ node, kernel, timeUs, macs }) => ({
      name: node.name,
      opType: node.opType,
      domain: node.domain,
      kernel: kernel.class,
      linear: kernel.linear !== undefined,
      timeUs,
      timeShare: share(timeUs),
      macs,
    })),
    linear: {
      integer: linear.filter((s) => s.kernel.class === 'integer').length,
      float: linear.filter((s) => s.kernel.class === 'float').length,
    },
    timeShare: { integer: timeOf('integer'), float: timeOf('float'), 'data-movement': timeOf('data-movement') },
    integerMacsShare: integerMacsShare(linear.filter((s) => s.ran)),
    kernelTimeUs,
    transposeCount: count((n) => n.opType === 'Transpose'),
    reorderCount: count((n) => n.opType === 'ReorderInput' || n.opType === 'ReorderOutput'),
    weightDequantizeCount: count((n) => n.opType === 'DequantizeLinear' && n.input(0)?.isConstant === true),
    threads,
    runCount,
  };
}

function integerMacsShare(linear: readonly { kernel: Kernel; macs: number | undefined }[]): number | undefined {
  let all = 0;
  let integer = 0;
  for (const { kernel, macs } of linear) {
    if (macs === undefined) return undefined;
    all += macs;
    if (kernel.class === 'integer') integer += macs;
  }
  return all === 0 ? undefined : integer / all;
}

/** Finds a node's profile by op type and name. Nodes that share both, or have no name, are taken in the order they ran. */
function profileMatcher(profile: readonly ProfiledNode[]): (node: Node) => ProfiledNode | undefined {
  const waiting = new Map<string, ProfiledNode[]>();
  for (const p of profile) {
    // The profiler calls a nameless node "<op type>_<index>".
    const name = p.name === `${p.opType}_${p.index}` ? '' : p.name;
    const key = `${p.opType}/${name}`;
    waiting.set(key, [...(waiting.get(key) ?? []), p]);
  }
  return (node) => waiting.get(`${node.opType}/${node.name}`)?.shift();
}
