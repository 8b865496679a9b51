import { OnnxError } from '../errors.ts';
import type { Node } from '../ir/node.ts';
import { describeNode, nodeLabel } from '../rewrite/provenance.ts';
import type { Inference } from '../shapes/infer.ts';

/** How a node of one op of the default domain, valid just below `version`, becomes one that `version` reads with the same meaning. */
export interface OpsetStep {
  readonly op: string;
  /** The opset that changed the op. */
  readonly version: number;
  /** Changes the node in place or replaces it. Answers what changed, or undefined where this node needs nothing. Throws OnnxError. */
  upgrade(node: Node, known: Inference): string | undefined;
}

/** The same step for several ops. */
export function stepsFor(ops: readonly string[], version: number, upgrade: OpsetStep['upgrade']): OpsetStep[] {
  return ops.map((op) => ({ op, version, upgrade }));
}

/** The error for a node that has no form of the same meaning at `version`. `why` is a clause; `next` a sentence. */
export function unsupported(node: Node, version: number, why: string, next = exportAgain): OnnxError {
  return new OnnxError('model/unsupported-opset', `${describeNode(node)} cannot be raised to opset ${version}: ${why}. ${next}`, {
    where: nodeLabel(node),
  });
}

const exportAgain = 'Export the model again at opset 13 or newer.';
