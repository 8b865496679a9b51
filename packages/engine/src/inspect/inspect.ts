import { parseRecipe } from '@octet/contracts';
import type { Shape } from '@octet/onnx';
import { macsOf, type NodePlan, planModel } from '@octet/quantizer';
import { cpuCapabilities, createRunner } from '@octet/runtime';
import { seededFeeds } from '../seeded-feeds.ts';
import { chooseTarget } from '../stages/choose-target.ts';
import { loadModel } from '../stages/load-model.ts';

export interface Inspection {
  readonly model: string;
  readonly opset: number;
  readonly nodes: number;
  readonly parameters: number;
  /** Multiply-accumulates of one run, free sizes taken as 1. */
  readonly macs: number;
  readonly inputs: readonly InspectedPort[];
  readonly outputs: readonly InspectedPort[];
  readonly target: string;
  readonly fusions: number;
  readonly rewrites: number;
  readonly fusedNodes: number;
  readonly ops: readonly InspectedOp[];
  /** Every node that would stay float, with its reason. */
  readonly float: readonly { readonly node: string; readonly op: string; readonly reason: string }[];
  readonly refusals: readonly { readonly rule: string; readonly node: string; readonly reason: string }[];
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

/** The plan that quantization would follow, without data: shapes come from one run on seeded numbers. */
export async function inspect(
  path: string,
  options: { readonly target: string; readonly signal?: AbortSignal | undefined },
): Promise<Inspection> {
  const loaded = await loadModel(path);
  await using runner = await createRunner({ workers: 1 });
  await using session = await runner.open(loaded.fp32);
  const target = chooseTarget(parseRecipe({ target: options.target }), cpuCapabilities());
  const planned = await planModel(loaded.model, { target, runner, probe: seededFeeds(session.inputs), exclude: [] });
  const plans = [...planned.plan.nodes.values()];
  let macs = 0;
  for (const node of planned.prepared.graph.nodes()) macs += macsOf(node);
  return {
    model: loaded.name,
    opset: loaded.opset,
    nodes: loaded.model.graph.nodeCount,
    parameters: loaded.parameterCount,
    macs,
    inputs: session.inputs.map(({ name, dtype, shape }) => ({ name, dtype, shape })),
    outputs: session.outputs.map(({ name, dtype, shape }) => ({ name, dtype, shape })),
    target: target.name,
    fusions: planned.fusion.applied.length,
    rewrites: planned.shaping.applied.length,
    fusedNodes: planned.prepared.graph.nodeCount,
    ops: countByOp(plans),
    float: plans.filter(isFloat).map(({ node, op, reason }) => ({ node, op, reason: reason ?? 'float' })),
    refusals: [...planned.fusion.refused, ...planned.shaping.refused].map(({ rule, node, reason }) => ({ rule, node, reason })),
  };
}

function isFloat({ placement }: NodePlan): boolean {
  return placement === 'float' || placement === 'weights';
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
