import { OnnxError } from '../errors.ts';
import type { Model } from '../ir/model.ts';
import type { Node } from '../ir/node.ts';
import { nodeLabel } from '../rewrite/provenance.ts';
import { inferShapes } from '../shapes/infer.ts';
import type { OpsetStep } from './opset-step.ts';
import { opsetSteps } from './steps.ts';

export interface OpsetUpgrade {
  readonly from: number;
  /** Equal to `from` where the model was left alone. */
  readonly to: number;
  /** Nodes that had to change, in the order of the changes; a node may stand here more than once. */
  readonly changed: readonly { readonly node: string; readonly op: string; readonly what: string }[];
}

/**
 * Raises the default domain of a model to opset `target` (at most and by default 17), op by op, bodies of If, Loop and Scan included;
 * the model computes the same afterwards. A model at or above the target is left alone, and so are other domains and ops that ONNX never
 * knew. Throws OnnxError `model/unsupported-opset` where a node has no form of the same meaning; the model is then half raised and unfit
 * for use.
 */
export function upgradeOpset(model: Model, options: { readonly target?: number } = {}): OpsetUpgrade {
  const target = options.target ?? newestTarget;
  if (!Number.isInteger(target) || target < 1 || target > newestTarget)
    throw new RangeError(`opset target ${target} is not in 1..${newestTarget}`);
  const from = statedOpset(model);
  if (from === undefined || from >= target) return { from: model.opset, to: model.opset, changed: [] };
  refuseFunctions(model, from);
  inlineOldInitializers(model);
  const known = inferShapes(model.graph);
  const changed = [];
  for (let version = from + 1; version <= target; version++) {
    const steps = stepsByVersion.get(version);
    if (steps === undefined) continue;
    for (const node of [...model.graph.allNodes()]) {
      const step = node.domain === '' ? steps.get(node.opType) : undefined;
      if (step === undefined) continue;
      // Before the step, which may take the node away.
      const entry = { node: nodeLabel(node), op: node.opType };
      const what = step.upgrade(node, known);
      if (what !== undefined) changed.push({ ...entry, what });
    }
  }
  model.opsets.set('', target);
  model.irVersion = Math.max(model.irVersion, irVersionOfTarget);
  return { from, to: target, changed };
}

const newestTarget = 17;
/** What onnx 1.11 and 1.12, which brought opsets 16 and 17, write. */
const irVersionOfTarget = 8;

const stepsByVersion: ReadonlyMap<number, ReadonlyMap<string, OpsetStep>> = new Map(
  [...Map.groupBy(opsetSteps, (s) => s.version)].map(([version, steps]) => [version, new Map(steps.map((s) => [s.op, s]))]),
);

/**
 * The opset that the model's nodes of the default domain are written in; undefined where it has none of them.
 * Files of IR versions 1 and 2 name no opset and mean 1.
 */
function statedOpset(model: Model): number | undefined {
  if (model.opset > 0) return model.opset;
  if (model.irVersion < 3) return 1;
  const first: Node | undefined = [...model.graph.allNodes()].find((n) => n.domain === '');
  if (first === undefined) return undefined;
  throw new OnnxError(
    'model/unsupported-opset',
    `the model imports no opset of the default domain, which ${first.opType} "${nodeLabel(first)}" needs. Export it again, or add the opset it was written for.`,
    { where: nodeLabel(first) },
  );
}

function refuseFunctions(model: Model, from: number): void {
  if (model.functions.length === 0) return;
  throw new OnnxError(
    'model/unsupported-feature',
    `the model defines functions of its own and cannot be raised from opset ${from}. Inline them (onnx.inliner.inline_local_functions) or export the model again at opset 17.`,
  );
}

/** Before IR version 4 every initializer had to be listed as an input and was a constant all the same; since then that makes it a default. */
function inlineOldInitializers(model: Model): void {
  if (model.irVersion >= 4) return;
  const { inputs } = model.graph;
  const real = inputs.filter((v) => v.constant === undefined);
  inputs.splice(0, inputs.length, ...real);
}
