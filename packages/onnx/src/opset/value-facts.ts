import type { Graph } from '../ir/graph.ts';
import type { Node } from '../ir/node.ts';
import type { DType } from '../ir/tensor.ts';
import type { Value } from '../ir/value.ts';
import { dtypeRule } from './dtype-rules.ts';
import { knownTensor } from './known-constant.ts';
import { rankRule } from './rank-rules.ts';

/** What follows for values from stated types, constants and the ops alone: steps need it before any shape inference. */
export interface ValueFacts {
  rank(value: Value | undefined): number | undefined;
  dtype(value: Value | undefined): DType | undefined;
}

export type Fact<T> = (value: Value | undefined) => T | undefined;
/** A fact of a node's first output, from the facts of its inputs. */
export type FactRule<T> = (node: Node, of: Fact<T>) => T | undefined;

/** The facts of a graph and its bodies. Computed in node order, so that long chains need no deep recursion; new nodes are looked at when asked for. */
export function valueFacts(graph: Graph): ValueFacts {
  const rank = remembered((v) => v.shape?.length ?? knownTensor(v)?.dims.length, rankRule);
  const dtype = remembered((v) => v.dtype ?? knownTensor(v)?.dtype, dtypeRule);
  for (const node of graph.allNodes()) {
    rank(node.outputs[0]);
    dtype(node.outputs[0]);
  }
  return { rank, dtype };
}

function remembered<T>(stated: (v: Value) => T | undefined, ruleOf: (node: Node) => FactRule<T> | undefined): Fact<T> {
  const known = new Map<Value, T | undefined>();
  const fact: Fact<T> = (value) => {
    if (value === undefined) return undefined;
    if (known.has(value)) return known.get(value);
    const { producer } = value;
    const found = stated(value) ?? (producer?.domain === '' && value.outputIndex === 0 ? ruleOf(producer)?.(producer, fact) : undefined);
    known.set(value, found);
    return found;
  };
  return fact;
}
