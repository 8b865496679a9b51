import type { Node, Value } from '@octet/onnx';
import { dataInputs } from '../../prepare/data-inputs.ts';
import { isNonNegative } from '../../prepare/non-negative.ts';
import { rectifierRange } from '../../prepare/rectifier.ts';
import { scalarFactor } from '../../prepare/scalar-factor.ts';
import type { QuantSpec } from '../../spec.ts';
import type { Islands } from './placement.ts';

/** What a range must keep to so that a vanished Relu or Clip still clips. */
interface Demand {
  /** A vanished rectifier: the range must start at 0 and end at or below `cap`. */
  readonly rectified: boolean;
  readonly cap: number;
  readonly nonNegative: boolean;
}

interface Group {
  readonly members: Set<Value>;
  /** Values that are measured: made by an integer node that rounds, or by a float node. */
  readonly sources: Value[];
  readonly demands: Demand[];
  fixed: QuantSpec | undefined;
}

export interface Grouped {
  readonly specs: ReadonlyMap<string, QuantSpec>;
  /** Concat, Max and Min whose members cannot share one range; they compute (QLinearConcat) or stay float. */
  readonly ununified: ReadonlySet<Node>;
}

/** Values that must carry comparable integers share one spec; the first source of a group owns its range. */
export function groupSpecs(placed: Islands): Grouped {
  const groups = new Map<Value, Group>();
  const scaled = new Map<Value, { of: Value; mul: number }>();
  const ununified = new Set<Node>();

  for (const v of placed.quantizedFloats)
    start(groups, v, { rectified: false, cap: Number.POSITIVE_INFINITY, nonNegative: isNonNegative(v) });
  for (const [node, plan] of placed.nodes) {
    const v = node.outputs[0];
    if (v === undefined || !placed.integers.has(v)) continue;
    if (plan.placement === 'absorbed') {
      start(groups, v, { rectified: true, cap: rectifierRange(node)?.max ?? Number.POSITIVE_INFINITY, nonNegative: true });
    } else if (plan.placement === 'integer') {
      start(groups, v, { rectified: false, cap: Number.POSITIVE_INFINITY, nonNegative: isNonNegative(v) });
      if (node.opType === 'Sigmoid') (groups.get(v) as Group).fixed = sigmoidOutput;
    } else if (plan.placement === 'movement') {
      const factor = scalarFactor(node);
      if (factor !== undefined) scaled.set(v, { of: factor.x, mul: factor.factor });
      else joinMovement(groups, scaled, node, ununified);
    }
  }
  return { specs: toSpecs(groups, scaled), ununified };
}

/** 1/256 and 0: sigmoid never reaches 1, and a power of two is exact. */
const sigmoidOutput: QuantSpec = { kind: 'fixed', qparams: { dtype: 'uint8', scale: 1 / 256, zeroPoint: 0 } };

function start(groups: Map<Value, Group>, value: Value, demand: Demand): void {
  groups.set(value, { members: new Set([value]), sources: [value], demands: [demand], fixed: undefined });
}

function joinMovement(groups: Map<Value, Group>, scaled: Map<Value, { of: Value; mul: number }>, node: Node, ununified: Set<Node>): void {
  const inputs = dataInputs(node);
  const outputs = node.outputs.filter((o): o is Value => o !== undefined);
  const first = inputs[0] as Value;
  if (inputs.length > 1) {
    const own = new Set(inputs.map((v) => groups.get(v)));
    const members = [...own].filter((g): g is Group => g !== undefined);
    if (inputs.some((v) => scaled.has(v) || !groups.has(v)) || !compatible(members)) {
      ununified.add(node);
      for (const o of outputs) start(groups, o, { rectified: false, cap: Number.POSITIVE_INFINITY, nonNegative: isNonNegative(o) });
      return;
    }
    for (const other of members.slice(1)) absorb(groups, members[0] as Group, other);
  }
  for (const o of outputs) {
    const again = scaled.get(first);
    if (again !== undefined) scaled.set(o, again);
    else {
      const group = groups.get(first);
      group?.members.add(o);
      if (group !== undefined) groups.set(o, group);
    }
  }
}

/** Groups may merge if a vanished rectifier still clips: nothing signed joins it, and no wider range does. */
function compatible(members: readonly Group[]): boolean {
  if (members.length === 1) return true;
  if (members.some((g) => g.fixed !== undefined)) return false;
  const demands = members.flatMap((g) => g.demands);
  if (demands.some((d) => d.rectified) && demands.some((d) => !d.nonNegative)) return false;
  const cap = Math.min(...demands.map((d) => d.cap));
  return cap === Number.POSITIVE_INFINITY || demands.every((d) => d.cap === cap);
}

function absorb(groups: Map<Value, Group>, into: Group, other: Group): void {
  for (const v of other.members) {
    into.members.add(v);
    groups.set(v, into);
  }
  into.sources.push(...other.sources);
  into.demands.push(...other.demands);
}

function toSpecs(groups: ReadonlyMap<Value, Group>, scaled: ReadonlyMap<Value, { of: Value; mul: number }>): Map<string, QuantSpec> {
  const specs = new Map<string, QuantSpec>();
  for (const group of new Set(groups.values())) {
    const [root] = group.sources;
    if (root === undefined) continue;
    const cap = Math.min(...group.demands.map((d) => d.cap));
    specs.set(
      root.name,
      group.fixed ?? {
        kind: 'observed',
        sources: group.sources.map((v) => v.name),
        nonNegative: group.demands.every((d) => d.nonNegative),
        ...(cap < Number.POSITIVE_INFINITY ? { limit: { min: 0, max: cap } } : {}),
      },
    );
    for (const v of group.members) if (v !== root) specs.set(v.name, { kind: 'shared', with: root.name });
  }
  for (const [v, { of, mul }] of scaled) specs.set(v.name, { kind: 'scaled', of: of.name, mul });
  return specs;
}
