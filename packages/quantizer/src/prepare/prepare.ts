import type { Model, Node } from '@octet/onnx';
import type { Backend, PlaceOptions } from '../backends/backend.ts';
import { siluInput } from '../observers/silu.ts';
import type { NodePlan, Plan, Why } from '../spec.ts';
import { type Exclusion, excludedNodes } from './exclusions.ts';
import { worthStoring } from './worth-storing.ts';

export interface PrepareOptions extends Pick<PlaceOptions, 'floatTail'> {
  readonly exclude?: readonly Exclusion[];
  /** Nodes to keep in float, by name, and why; what the search and the cost model decided. */
  readonly keepFloat?: ReadonlyMap<string, Why>;
}

/** Decides a spec for every value and a placement with its reason for every node. Pure: neither changes the model nor runs it. */
export function prepare(model: Model, backend: Backend, options: PrepareOptions = {}): Plan {
  const excluded = excludedNodes(model, options.exclude ?? []);
  const kept = new Map<Node, Why>(excluded);
  for (const node of model.graph.nodes()) {
    const why = options.keepFloat?.get(node.name);
    if (why !== undefined && !kept.has(node)) kept.set(node, why);
  }
  const { nodes: placed, specs, quantizedFloats } = backend.place(model, { backend, kept, ...options });
  const stored = worthStoring(model, backend);
  const nodes = new Map<string, NodePlan>();
  for (const [node, plan] of placed) {
    // What the recipe excludes keeps its float weights; what merely runs better in float need not.
    const isStored = stored.has(node) && options.keepFloat?.has(node.name) === true && plan.placement === 'float' && !excluded.has(node);
    nodes.set(node.name, isStored ? Object.freeze({ ...plan, placement: 'weights' }) : plan);
  }
  return Object.freeze({ backend: backend.name, nodes, specs, quantizedFloats });
}

/**
 * What to measure: every value that owns a range where all that can runs on integers, with a float tail and without. The plans that leave
 * layers in float find theirs in it (`measuredAs`), so that a fallback needs no second calibration.
 */
export function valuesToObserve(model: Model, backend: Backend): string[] {
  const names = new Set<string>();
  for (const plan of [prepare(model, backend), prepare(model, backend, { floatTail: false })]) {
    for (const [value, spec] of plan.specs) {
      if (spec.kind === 'observed') for (const s of spec.sources) names.add(s);
      else if (spec.kind === 'scaled') names.add(value);
    }
  }
  for (const node of model.graph.nodes()) {
    for (const v of node.outputs) {
      const x = v && siluInput(v);
      // Its statistics follow from those of x (`siluStatistics`).
      if (v !== undefined && x !== undefined && names.has(x.name)) names.delete(v.name);
    }
  }
  return [...names];
}
