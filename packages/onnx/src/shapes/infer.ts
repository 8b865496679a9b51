import type { Graph } from '../ir/graph.ts';
import type { Node } from '../ir/node.ts';
import type { Value } from '../ir/value.ts';
import { elementwise } from './elementwise.ts';
import { type Inputs, type Known, knownOf, mostAxes, Unknown } from './known.ts';
import { layout } from './layout.ts';
import type { Operator } from './operator.ts';
import { parts } from './parts.ts';
import { products } from './products.ts';
import { reductions } from './reductions.ts';
import { sources } from './sources.ts';
import { windows } from './windows.ts';

/** What follows for a value of the graph that was followed, or of a node that was added to it since. */
export type Inference = (value: Value | undefined) => Known;

/**
 * Element types, sizes and small integer tensors of a graph and its bodies, by the rule of each operator, from what `stated` says of graph
 * inputs and constants. What it says of a node's output fills in what no rule tells. In node order, so that long chains need no deep recursion.
 */
export function inferShapes(graph: Graph, stated: (value: Value) => Known = byFile): Inference {
  const known = new Map<Value, Known>();
  const of: Inference = (value) => {
    if (value === undefined) return nothing;
    if (!known.has(value)) {
      if (value.producer === undefined) known.set(value, possible(stated(value)));
      else follow(value.producer);
    }
    return known.get(value) ?? nothing;
  };
  const follow = (node: Node): void => {
    const inputs = node.inputs.map((v) => v && of(v));
    const made = madeBy(node, inputs);
    for (const [i, output] of node.outputs.entries()) if (output !== undefined) known.set(output, filled(made(i), stated(output)));
  };
  for (const node of graph.allNodes()) follow(node);
  return of;
}

const nothing: Known = {};

/** What the file itself says: declared types, where some write a free size as 0 or -1, and constants that no caller can replace. */
function byFile({ dtype, shape, constant, isConstant }: Value): Known {
  if (isConstant && constant !== undefined) return knownOf(constant);
  return { dtype, dims: shape?.map((d) => (typeof d === 'number' && d <= 0 ? null : d)) };
}

/** A map, since an operator may have the name of something that every object has. */
const operators = new Map(
  Object.entries<Operator>({ ...elementwise, ...layout, ...parts, ...products, ...reductions, ...sources, ...windows }),
);

function madeBy(node: Node, inputs: Inputs): (output: number) => Known {
  const operator = operators.get(node.opName);
  if (operator === undefined) return () => nothing;
  const outputs = attempt(() => operator.outputs(node, inputs)) ?? [];
  return (i) => {
    // Further outputs have types of their own.
    if (i > 0 && outputs[i] === undefined) return nothing;
    const dtype = operator.dtype(node, inputs, i);
    return possible({ ...outputs[i], dtype });
  };
}

function attempt<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof Unknown) return undefined;
    throw error;
  }
}

function possible({ dtype, dims, data }: Known): Known {
  const isShape =
    dims !== undefined && dims.length <= mostAxes && dims.every((d) => typeof d !== 'number' || (Number.isInteger(d) && d >= 0));
  return isShape ? { dtype, dims, data } : { dtype };
}

function filled(made: Known, stated: Known): Known {
  const dtype = made.dtype ?? stated.dtype;
  const { dims, data } = made;
  const others = stated.dims;
  if (dims === undefined) return { dtype, dims: others };
  return { dtype, dims: others?.length === dims.length ? dims.map((d, i) => (typeof d === 'number' ? d : (others[i] ?? d))) : dims, data };
}
