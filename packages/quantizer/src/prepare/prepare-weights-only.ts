import type { Model, Node } from '@octet/onnx';
import type { NodePlan, Plan } from '../spec.ts';
import type { Target } from '../targets/target.ts';
import { type Exclusion, excludedNodes } from './exclusions.ts';
import { checkLinear } from './linear.ts';

/**
 * Share of the weights, smallest tensors first, that stay float: depthwise filters and stems are a trifle of the file and most of the error
 * (MobileNetV1-0.25: 25.9 → 30.1 dB for 0.2 of the size ratio).
 */
const floatShare = 0.03;

/** The plan for a model that integers make slower: every operator computes in float, for the reason given, and large weights are stored as int8. */
export function prepareWeightsOnly(
  model: Model,
  target: Target,
  options: { readonly exclude: readonly Exclusion[]; readonly reason: string },
): Plan {
  const excluded = excludedNodes(model, options.exclude);
  const stored = largeLinears([...model.graph.nodes()].filter((n) => target.ops[n.opName]?.as === 'linear' && !excluded.has(n)));
  const nodes = new Map<string, NodePlan>();
  for (const node of model.graph.nodes()) {
    const reason = excluded.get(node) ?? options.reason;
    nodes.set(node.name, Object.freeze({ node: node.name, op: node.opName, placement: stored.has(node) ? 'weights' : 'float', reason }));
  }
  return Object.freeze({ target: target.name, nodes, specs: new Map(), quantizedFloats: new Set<string>() });
}

function largeLinears(nodes: readonly Node[]): ReadonlySet<Node> {
  const sized = nodes.flatMap((node) => {
    const check = checkLinear(node);
    return check.ok ? [{ node, count: check.weight.constant?.elementCount ?? 0 }] : [];
  });
  let left = floatShare * sized.reduce((sum, s) => sum + s.count, 0);
  const stored = new Set(sized.map((s) => s.node));
  for (const { node, count } of sized.toSorted((a, b) => a.count - b.count)) {
    left -= count;
    if (left < 0) break;
    stored.delete(node);
  }
  return stored;
}
