import type { Attribute } from '../ir/attribute.ts';
import type { Node } from '../ir/node.ts';
import type { Tensor } from '../ir/tensor.ts';
import type { Value } from '../ir/value.ts';

/**
 * What a pattern found. `nodes` are the nodes that the rewrite replaces, the root among them: the driver refuses by itself where another
 * node, or the graph's interface, reads one of their outputs (the root's apart). Nodes only looked at do not belong in it.
 */
export interface Match {
  readonly nodes: readonly Node[];
}

/**
 * One rewrite: where the pattern holds and the check has no objection, the root's outputs are computed in another way.
 *
 * The root is the last node of the pattern. A rule never removes nodes, never connects readers and never chooses names that must be
 * unique: it makes new nodes and answers what stands for the root's outputs; the driver (`runRules`) does the rest.
 */
export interface Rule<M extends Match = Match> {
  readonly name: string;
  /** Op names of the root: 'Conv', or 'com.microsoft.Gelu' outside the default domain. */
  readonly roots: readonly string[];
  /** Looks upwards from a root; undefined where there is nothing to talk about. */
  pattern(root: Node): M | undefined;
  /** Objections that the user should read in the report. Absent: none. */
  check?(match: M): Verdict;
  /**
   * Makes the new nodes and answers what stands for the root's outputs: a node (its outputs, in order), a value, or values by output
   * index. The root itself as the answer says that it was changed in place.
   */
  rewrite(match: M, make: Maker): Node | Value | readonly (Value | undefined)[];
}

/** Lets TypeScript infer the match's type from `pattern`. */
export function rule<M extends Match>(definition: Rule<M>): Rule<M> {
  return definition;
}

export type Verdict = typeof ok | Refusal;

export const ok = Object.freeze({ ok: true as const });

export interface Refusal {
  readonly ok: false;
  readonly reason: string;
  /** The node that stands in the way, where it is not the root. */
  readonly node: Node | undefined;
}

/** `reason` is a clause for people: `the weight "w" is computed at run time`. */
export function refuse(reason: string, node?: Node): Refusal {
  return { ok: false, reason, node };
}

export interface MakeOptions {
  readonly domain?: string;
  /** Default: the root's name for the node that stands for the root, the root's name and the op type for others. */
  readonly name?: string;
  readonly attributes?: Readonly<Record<string, Attribute>> | ReadonlyMap<string, Attribute>;
  /** How many outputs; default 1. */
  readonly outputs?: number;
}

/** Makes what a rewrite needs, in the root's graph and right before the root. Names are fresh, origins are recorded. */
export interface Maker {
  node(opType: string, inputs: readonly (Value | undefined)[], options?: MakeOptions): Node;
  constant(tensor: Tensor, name?: string): Value;
}
