import { type Model, type Node, type RewriteRecord, refuse, runRules } from '@octet/onnx';
import { betweenLinearOps } from './between-linear-ops.ts';
import { type ShapingRuleName, shapingRules } from './rules.ts';
import type { ShapingRule } from './shaping-rule.ts';

export interface ShapeOptions {
  /**
   * Whether a node will stand between ops that run in integers. Rules that would cost time in a part that stays float apply only where it holds.
   * Default: linear ops stand above and below it (`betweenLinearOps`).
   */
  readonly inIntegerRegion?: (node: Node) => boolean;
}

/**
 * Rewrites the float graph, in place, to spellings that the target runs in integers: the same function up to float rounding. Runs behind fuse and
 * before prepare. `names` chooses the rules; their order is that of `shapingRules`. Rules that need sizes read `Value.shape` and refuse without.
 */
export function shapeForTarget(model: Model, names: readonly ShapingRuleName[], options: ShapeOptions = {}): RewriteRecord {
  const inIntegerRegion = options.inIntegerRegion ?? betweenLinearOps;
  const chosen: readonly ShapingRule<ShapingRuleName>[] = shapingRules.filter((r) => names.includes(r.name));
  return runRules(
    model,
    chosen.map((r) => (r.place === 'anywhere' ? r : onlyWhere(r, inIntegerRegion))),
  );
}

/** The rule, with an objection where the place is not one where it pays. */
function onlyWhere(rule: ShapingRule, holds: (node: Node) => boolean): ShapingRule {
  return {
    ...rule,
    pattern(root) {
      const match = rule.pattern(root);
      if (match === undefined || holds(root)) return match;
      return { nodes: [root], outcome: refuse('it does not stand between ops that run in integers, where alone this spelling pays') };
    },
  };
}
