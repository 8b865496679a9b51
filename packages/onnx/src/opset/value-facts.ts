import type { Graph } from '../ir/graph.ts';
import type { Node } from '../ir/node.ts';
import type { DType } from '../ir/tensor.ts';
import type { Value } from '../ir/value.ts';
import { dtypeRule } from './dtype-rules.ts';
import { knownTensor } from './known-constant.ts';
import { lengthRule } from './length-rules.ts';
import { rankRule } from './rank-rules.ts';

/** What follows for values from stated types, constants and the ops alone: steps need it before any shape inference. */
export interface ValueFacts {
  rank(value: Value | undefined): number | undefined;
  dtype(value: Value | undefined): DType | undefined;
  /** How many elements a vector has: the rank that a shape states. */
  length(value: Value | undefined): number | undefined;
}

/** A fact of a node's first output, from the facts of its inputs. */
export type FactRule<T> = (node: Node, facts: ValueFacts) => T | undefined;

/** The facts of a graph and its bodies. Computed in node order, so that long chains need no deep recursion; new nodes are looked at when asked for. */
export function valueFacts(graph: Graph): ValueFacts {
  const facts: ValueFacts = {
    rank: remembered(
      (v) => v.shape?.length ?? knownTensor(v)?.dims.length,
      rankRule,
      () => facts,
    ),
    dtype: remembered(
      (v) => v.dtype ?? knownTensor(v)?.dtype,
      dtypeRule,
      () => facts,
    ),
    length: remembered(statedLength, lengthRule, () => facts),
  };
  for (const node of graph.allNodes()) {
    facts.rank(node.outputs[0]);
    facts.dtype(node.outputs[0]);
    facts.length(node.outputs[0]);
  }
  return facts;
}

function statedLength(value: Value): number | undefined {
  const dims = knownTensor(value)?.dims ?? value.shape;
  return dims?.length === 1 && typeof dims[0] === 'number' ? dims[0] : undefined;
}

function remembered<T>(
  stated: (v: Value) => T | undefined,
  ruleOf: (opType: string) => FactRule<T> | undefined,
  facts: () => ValueFacts,
): (value: Value | undefined) => T | undefined {
  const known = new Map<Value, T | undefined>();
  return (value) => {
    if (value === undefined) return undefined;
    if (known.has(value)) return known.get(value);
    const { producer } = value;
    const rule = producer?.domain === '' && value.outputIndex === 0 ? ruleOf(producer.opType) : undefined;
    const found = stated(value) ?? (producer && rule?.(producer, facts()));
    known.set(value, found);
    return found;
  };
}
