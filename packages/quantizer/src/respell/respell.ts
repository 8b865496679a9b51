import { type Model, type Node, OnnxError, type RewriteRecord, refuse, runRules } from '@octet/onnx';
import type { Why } from '../spec.ts';
import { betweenLinearOps } from './between-linear-ops.ts';
import type { Respelling } from './respelling.ts';
import { type RespellingName, respellings } from './rules.ts';

export interface RespellOptions {
  /**
   * Whether a node will stand between ops that run in integers. Rules that would cost time in a part that stays float apply only where it holds.
   * Default: linear ops stand above and below it (`betweenLinearOps`).
   */
  readonly inIntegerRegion?: (node: Node) => boolean;
  /** Nodes that must stay as they are, with the reason: what a recipe excludes from quantization. */
  readonly kept?: ReadonlyMap<Node, Why>;
}

/**
 * Rewrites the float graph, in place, to spellings that the backend runs in integers: the same function up to float rounding. Runs behind fuse and
 * before prepare. `names` chooses the rules; their order is that of `respellings`. Rules that need sizes read `Value.shape` and refuse without.
 * Throws OnnxError 'model/unsupported-opset' below opset 13, whose operators the rules write.
 */
export function respell(model: Model, names: readonly RespellingName[], options: RespellOptions = {}): RewriteRecord {
  if (model.opset < 13) {
    throw new OnnxError(
      'model/unsupported-opset',
      `The model has opset ${model.opset}; its graph is rewritten in opset 13 or later: raise it first.`,
    );
  }
  const inIntegerRegion = options.inIntegerRegion ?? betweenLinearOps;
  const chosen: readonly Respelling<RespellingName>[] = respellings.filter((r) => names.includes(r.name));
  return runRules(
    model,
    chosen.map((rule) =>
      withObjection(rule, (root, touched) => {
        const kept = touched.find((n) => options.kept?.has(n));
        if (kept !== undefined) return options.kept?.get(kept)?.text;
        if (rule.place === 'anywhere' || inIntegerRegion(root)) return undefined;
        return 'its neighbours run in float; this rewrite only pays between integer operators';
      }),
    ),
  );
}

/** The rule, refused where `objection` answers a reason. */
function withObjection(rule: Respelling, objection: (root: Node, touched: readonly Node[]) => string | undefined): Respelling {
  return {
    ...rule,
    pattern(root) {
      const match = rule.pattern(root);
      const reason = match && objection(root, match.touched ?? match.nodes);
      return reason === undefined ? match : { nodes: [root], outcome: refuse(reason) };
    },
  };
}
