import { type Coverage, listedNodes, ProblemError } from '@octet/contracts';
import { decodeModel, upgradeOpset } from '@octet/onnx';
import { type BackendName, backendFor, type NodePlan, planUnrun, quantizedNode } from '@octet/quantizer';
import type { Asked } from './messages.ts';

/** The plan of a model that is not run. Rejects with the codes of the job's own refusals. */
export async function coverageOf(bytes: Uint8Array, { recipe, target: name }: Asked): Promise<Coverage> {
  const model = decodeModel(bytes);
  const quantized = quantizedNode(model);
  if (quantized !== undefined) {
    throw new ProblemError('model/already-quantized', `The model holds ${quantized.opName} "${quantized.name}": it is quantized already.`, {
      where: quantized.name,
    });
  }
  const { opset } = model;
  const nodes = model.graph.nodeCount;
  upgradeOpset(model);
  const { exclude, overrides, correct } = recipe;
  const planned = await planUnrun(model, {
    backend: backendFor(name as BackendName, recipe),
    exclude,
    equalize: correct.equalize === 'on',
    overrides: new Map(overrides.map(({ value, min, max }) => [value, { min, max }])),
  });
  const plans = [...planned.plan.nodes.values()];
  return {
    target: name,
    opset,
    nodes,
    prepared_nodes: plans.length,
    assumed: planned.assumed,
    unknown_sizes: planned.unknownSizes,
    fusions: countByRule(planned.fusion.applied),
    rewrites: countByRule(planned.respelling.applied),
    ops: countByOp(plans),
    float: plans
      .filter(isFloat)
      .slice(0, listedNodes)
      .map(({ node, op, why }) => ({ node, op, reason: why?.text ?? 'float' })),
    refusals: [...planned.fusion.refused, ...planned.respelling.refused]
      .slice(0, listedNodes)
      .map(({ rule, node, reason }) => ({ rule, node, reason })),
  };
}

const isFloat = ({ placement }: NodePlan): boolean => placement === 'float' || placement === 'weights';

function countByRule(applied: readonly { readonly rule: string }[]): Coverage['fusions'] {
  const byRule = Map.groupBy(applied, ({ rule }) => rule);
  return [...byRule].map(([rule, list]) => ({ rule, count: list.length }));
}

function countByOp(plans: readonly NodePlan[]): Coverage['ops'] {
  const placed = (list: readonly NodePlan[], placement: NodePlan['placement']) => list.filter((n) => n.placement === placement).length;
  return [...Map.groupBy(plans, ({ op }) => op)]
    .map(([op, list]) => ({
      op,
      count: list.length,
      integer: placed(list, 'integer'),
      movement: placed(list, 'movement'),
      absorbed: placed(list, 'absorbed'),
      float: list.filter(isFloat).length,
    }))
    .toSorted((a, b) => b.count - a.count || (a.op < b.op ? -1 : 1));
}
