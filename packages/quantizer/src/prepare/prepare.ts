import type { Model, Node, Value } from '@octet/onnx';
import type { Backend, PlaceOptions } from '../backends/backend.ts';
import { siluInput } from '../observers/silu.ts';
import { transferOf } from '../observers/transfer.ts';
import type { Observation } from '../ports.ts';
import type { NodePlan, Plan, Why } from '../spec.ts';
import { type Exclusion, excludedNodes } from './exclusions.ts';
import { isNonNegative } from './non-negative.ts';
import { rectifierRange } from './rectifier.ts';
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
export function observationsFor(model: Model, backend: Backend): Observation[] {
  const names = new Map<string, Observation['minimum']>();
  const plans = [prepare(model, backend), prepare(model, backend, { floatTail: false })];
  for (const plan of plans) {
    for (const [value, spec] of plan.specs) {
      if (spec.kind === 'observed') for (const s of spec.sources) names.set(s, 'exact');
      else if (spec.kind === 'scaled') names.set(value, 'exact');
    }
  }
  for (const node of model.graph.nodes()) {
    for (const v of [...node.inputs, ...node.outputs]) {
      if (v === undefined || !names.has(v.name)) continue;
      const x = siluInput(v);
      // Its statistics follow from those of x (`siluStatistics`).
      if (x !== undefined && names.has(x.name)) names.delete(v.name);
      else if (isNonNegative(v)) names.set(v.name, 'zero');
      else if (transferOf(v).flatBelow) names.set(v.name, 'sampled');
    }
  }
  return [...names].map(([value, minimum]) => ({ value, minimum, ...(minimum === 'zero' && boundOf(model.graph.find(value))) }));
}

function boundOf(value: Value | undefined): { readonly bound: number } | undefined {
  const max = value?.producer === undefined ? undefined : rectifierRange(value.producer)?.max;
  return max === undefined || max === Number.POSITIVE_INFINITY ? undefined : { bound: max };
}
