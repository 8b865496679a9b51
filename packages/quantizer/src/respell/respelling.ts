import type { Maker, Match, Node, Refusal, Rule, Value } from '@octet/onnx';
import { ok } from '@octet/onnx';

/**
 * A rewrite that keeps the float function and spells it so that the backend can run it in integers.
 *
 * `place`: some spellings pay only between ops that run in integers; in a part of the graph that stays float they would cost time. Such a rule
 * is asked only at nodes for which `RespellOptions.inIntegerRegion` holds.
 */
export interface Respelling<Name extends string = string> extends Rule<Planned> {
  readonly name: Name;
  /** What it wins and where that was measured, for people who choose rules for a backend. */
  readonly gain: string;
  readonly place: 'anywhere' | 'integer-region';
}

export interface RespellingMatch extends Match {
  /** All nodes that the rewrite removes or changes, where those are more than `nodes`: some are changed in place. */
  readonly touched?: readonly Node[];
}

/** What a rule worked out at a root: its plan, or why there is none. */
interface Planned extends RespellingMatch {
  readonly outcome: RespellingMatch | Refusal;
}

export interface RespellingDefinition<Name extends string, Plan extends RespellingMatch> {
  readonly name: Name;
  readonly gain: string;
  readonly place: 'anywhere' | 'integer-region';
  readonly roots: readonly string[];
  /** Everything that the rewrite needs; a refusal, where the graph is nearly right; undefined where there is nothing to talk about. */
  plan(root: Node): Plan | Refusal | undefined;
  rewrite(plan: Plan, make: Maker): Node | Value;
}

/** Makes a rule out of a `plan`, which both matches and checks, so that the rewrite need not ask twice what is known. */
export function respelling<const Name extends string, Plan extends RespellingMatch>(
  definition: RespellingDefinition<Name, Plan>,
): Respelling<Name> {
  return {
    name: definition.name,
    gain: definition.gain,
    place: definition.place,
    roots: definition.roots,
    pattern(root) {
      const outcome = definition.plan(root);
      if (outcome === undefined) return undefined;
      return isRefusal(outcome) ? { nodes: [root], outcome } : { nodes: outcome.nodes, touched: outcome.touched ?? outcome.nodes, outcome };
    },
    check: ({ outcome }) => (isRefusal(outcome) ? outcome : ok),
    rewrite: ({ outcome }, make) => definition.rewrite(outcome as Plan, make),
  };
}

export function isRefusal(x: object): x is Refusal {
  return 'reason' in x;
}
