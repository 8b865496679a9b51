import { parseRecipe } from '@octet/contracts';
import type { Shape } from '@octet/onnx';
import { macsOf, type NodePlan, planModel } from '@octet/quantizer';
import { cpuCapabilities, createRunner } from '@octet/runtime';
import { chooseBackend } from '../stages/choose-backend.ts';
import { loadModel } from '../stages/load-model.ts';
import { probeFeeds, sampleFeeds } from './probe-feeds.ts';

export interface Inspection {
  readonly model: string;
  readonly opset: number;
  readonly nodes: number;
  readonly parameters: number;
  /** How sizes that the model leaves free were chosen; the multiply-accumulates and the plan are for these. */
  readonly assumed: string;
  /** Multiply-accumulates of one run. */
  readonly macs: number;
  readonly inputs: readonly InspectedPort[];
  readonly outputs: readonly InspectedPort[];
  readonly target: string;
  /** How often each fusion, then each rewriting for the target, would be applied. */
  readonly fusions: readonly Applied[];
  readonly rewrites: readonly Applied[];
  /** Nodes after both. */
  readonly preparedNodes: number;
  readonly ops: readonly InspectedOp[];
  /** Every node that would stay float, with its reason. */
  readonly float: readonly { readonly node: string; readonly op: string; readonly reason: string }[];
  readonly refusals: readonly { readonly rule: string; readonly node: string; readonly reason: string }[];
}

export interface Applied {
  readonly rule: string;
  readonly count: number;
}

export interface InspectedPort {
  readonly name: string;
  readonly dtype: string;
  readonly shape: Shape;
}

export interface InspectedOp {
  readonly op: string;
  readonly count: number;
  readonly integer: number;
  readonly movement: number;
  readonly absorbed: number;
  readonly float: number;
}

export interface InspectOptions {
  readonly target: string;
  /** A data set whose first sample gives the shapes; seeded numbers where absent. */
  readonly data?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The plan that quantization would follow, without calibration: shapes come from one run. Rejects as `quantize` does for models
 * that it refuses.
 */
export async function inspect(path: string, options: InspectOptions): Promise<Inspection> {
  const loaded = await loadModel(path);
  await using runner = await createRunner({ workers: 1 });
  await using session = await runner.open(loaded.fp32);
  const backend = chooseBackend(parseRecipe({ target: options.target }), cpuCapabilities());
  const { feeds: probe, assumed } = await (options.data === undefined ? probeFeeds(session) : sampleFeeds(options.data, session.inputs));
  options.signal?.throwIfAborted();
  const planned = await planModel(loaded.model, { backend, runner, probe, exclude: [] });
  const plans = [...planned.plan.nodes.values()];
  let macs = 0;
  for (const node of planned.prepared.graph.nodes()) macs += macsOf(node);
  return {
    model: loaded.name,
    opset: loaded.opset,
    nodes: loaded.model.graph.nodeCount,
    parameters: loaded.parameterCount,
    assumed,
    macs,
    inputs: session.inputs.map(({ name, dtype, shape }) => ({ name, dtype, shape })),
    outputs: session.outputs.map(({ name, dtype, shape }) => ({ name, dtype, shape })),
    target: backend.name,
    fusions: countByRule(planned.fusion.applied),
    rewrites: countByRule(planned.respelling.applied),
    preparedNodes: planned.prepared.graph.nodeCount,
    ops: countByOp(plans),
    float: plans.filter(isFloat).map(({ node, op, why }) => ({ node, op, reason: why?.text ?? 'float' })),
    refusals: [...planned.fusion.refused, ...planned.respelling.refused].map(({ rule, node, reason }) => ({ rule, node, reason })),
  };
}

function isFloat({ placement }: NodePlan): boolean {
  return placement === 'float' || placement === 'weights';
}

function countByRule(applied: readonly { readonly rule: string }[]): Applied[] {
  const counts = new Map<string, number>();
  for (const { rule } of applied) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts].map(([rule, count]) => ({ rule, count }));
}

function countByOp(plans: readonly NodePlan[]): InspectedOp[] {
  const ops = new Map<string, NodePlan[]>();
  for (const plan of plans) ops.set(plan.op, [...(ops.get(plan.op) ?? []), plan]);
  return [...ops]
    .map(([op, list]) => ({
      op,
      count: list.length,
      integer: list.filter((n) => n.placement === 'integer').length,
      movement: list.filter((n) => n.placement === 'movement').length,
      absorbed: list.filter((n) => n.placement === 'absorbed').length,
      float: list.filter(isFloat).length,
    }))
    .toSorted((a, b) => b.count - a.count || (a.op < b.op ? -1 : 1));
}
