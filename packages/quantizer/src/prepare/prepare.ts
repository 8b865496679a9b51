import type { Model, Node, Value } from '@octet/onnx';
import type { Backend } from '../backends/backend.ts';
import { siluInput } from '../observers/silu.ts';
import { transferOf } from '../observers/transfer.ts';
import type { Observation } from '../ports.ts';
import type { NodePlan, Plan, Why } from '../spec.ts';
import { type Exclusion, excludedNodes } from './exclusions.ts';
import { type Grouped, groupSpecs } from './groups.ts';
import { isNonNegative } from './non-negative.ts';
import { type Placed, place } from './placement.ts';
import { rectifierRange } from './rectifier.ts';
import { worthStoring } from './worth-storing.ts';

export interface PrepareOptions {
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
  const { placed, specs, ununified } = placeAndGroup(model, backend, kept);
  const stored = worthStoring(model, backend);
  const nodes = new Map<string, NodePlan>();
  for (const [node, plan] of placed.nodes) {
    // What the recipe excludes keeps its float weights; what merely runs better in float need not.
    const isStored = stored.has(node) && options.keepFloat?.has(node.name) === true && plan.placement === 'float' && !excluded.has(node);
    if (isStored) nodes.set(node.name, Object.freeze({ ...plan, placement: 'weights' }));
    else if (ununified.has(node))
      nodes.set(node.name, Object.freeze({ ...plan, placement: 'integer', note: 'its inputs cannot share one range' }));
    else nodes.set(node.name, plan);
  }
  return Object.freeze({
    backend: backend.name,
    nodes,
    specs,
    quantizedFloats: new Set([...placed.quantizedFloats].map((v) => v.name)),
  });
}

/** Concat computes where its inputs cannot share one range; Max and Min have no kernel that could, so all is placed again without them. */
function placeAndGroup(model: Model, backend: Backend, kept: ReadonlyMap<Node, Why>): { placed: Placed } & Grouped {
  const placed = place(model, backend, kept);
  const grouped = groupSpecs(placed, backend);
  const stuck = [...grouped.ununified].filter((node) => node.opType !== 'Concat');
  if (stuck.length === 0) return { placed, ...grouped };
  const why: Why = { kind: 'unsupported', text: 'its inputs cannot share one range, and no integer kernel computes it' };
  return placeAndGroup(model, backend, new Map([...kept, ...stuck.map((node) => [node, why] as const)]));
}

/**
 * What to measure: every value that owns a range where all that can runs on integers, with a float tail and without. The plans that leave
 * layers in float find theirs in it (`measuredAs`), so that a fallback needs no second calibration.
 */
export function observationsFor(model: Model, backend: Backend): Observation[] {
  const names = new Map<string, Observation['minimum']>();
  const plans = [prepare(model, backend), prepare(model, { ...backend, floatTail: false })];
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
