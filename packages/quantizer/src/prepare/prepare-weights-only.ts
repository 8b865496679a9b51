import type { Model } from '@octet/onnx';
import type { Backend } from '../backends/backend.ts';
import type { NodePlan, Plan, Why } from '../spec.ts';
import { type Exclusion, excludedNodes } from './exclusions.ts';
import { worthStoring } from './worth-storing.ts';

/** The plan for a model that integers make slower: every operator computes in float, for the reason given, and large weights are stored as int8. */
export function prepareWeightsOnly(
  model: Model,
  backend: Backend,
  options: { readonly exclude: readonly Exclusion[]; readonly why: Why },
): Plan {
  const excluded = excludedNodes(model, options.exclude);
  const stored = worthStoring(model, backend);
  const nodes = new Map<string, NodePlan>();
  for (const node of model.graph.nodes()) {
    const why = excluded.get(node) ?? options.why;
    nodes.set(
      node.name,
      Object.freeze({ node: node.name, op: node.opName, placement: stored.has(node) && !excluded.has(node) ? 'weights' : 'float', why }),
    );
  }
  return Object.freeze({ backend: backend.name, nodes, specs: new Map(), quantizedFloats: new Set<string>() });
}
