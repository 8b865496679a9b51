/** How steps change nodes. */
import type { Attribute } from '../ir/attribute.ts';
import type { Graph } from '../ir/graph.ts';
import { clampInt64 } from '../ir/int64.ts';
import type { Node } from '../ir/node.ts';
import type { Value } from '../ir/value.ts';
import { nodeLabel, originsOf } from '../rewrite/provenance.ts';

/** A rank-1 int64 initializer. Numbers beyond int64 are the greatest int64, as attributes held them. */
export function int64Constant(graph: Graph, values: readonly number[], name: string): Value {
  return graph.addConstant({ dtype: 'int64', dims: [values.length], data: BigInt64Array.from(values, clampInt64) }, name);
}

/** A rank-1 float32 initializer. */
export function float32Constant(graph: Graph, values: readonly number[], name: string): Value {
  return graph.addConstant({ dtype: 'float32', dims: [values.length], data: Float32Array.from(values) }, name);
}

/** Takes an ints attribute away and gives its numbers as input `index`, an int64 initializer. False where the node has no such attribute. */
export function intsToInput(node: Node, attribute: string, index: number): boolean {
  const values = node.intsAttr(attribute);
  if (values === undefined) return false;
  node.attributes.delete(attribute);
  node.setInput(index, int64Constant(node.graph, values, `${nodeLabel(node)}_${attribute}`));
  return true;
}

export interface Replacement {
  readonly opType: string;
  readonly inputs: readonly (Value | undefined)[];
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** How many of the node's outputs are kept; the others must be unread. Default all. */
  readonly outputCount?: number;
}

/** Puts another node in the place of `node`, under its name and with its outputs' names, types and readers. */
export function replaceNode(node: Node, { opType, inputs, attributes, outputCount }: Replacement): Node {
  const { graph } = node;
  const kept = node.outputs.slice(0, outputCount ?? node.outputs.length);
  const made = graph.addNode(opType, inputs, {
    name: node.name,
    attributes,
    outputs: kept.map((o) => o?.name ?? ''),
    // Both nodes hold the names until the old one goes; bodies may share them with their siblings.
    sharedNames: true,
    before: node,
    origins: originsOf(node),
  });
  made.unread = node.unread;
  kept.forEach((old, i) => {
    const value = made.outputs[i];
    if (old !== undefined && value !== undefined) takeOver(old, value);
  });
  node.attributes.clear();
  node.remove();
  return made;
}

/** Gives `value`, which bears the same name, the types and readers of `old`. */
export function takeOver(old: Value, value: Value): void {
  value.dtype = old.dtype;
  value.shape = old.shape;
  value.foreign = old.foreign;
  value.unread = old.unread;
  for (const use of old.uses) use.node.setInput(use.index, value);
  if (old.isOutput) old.graph.swapOutput(old, value);
}

/** Whether output i exists and somebody reads it. */
export function isRead(node: Node, i: number): boolean {
  const o = node.outputs[i];
  return o !== undefined && (o.useCount > 0 || o.isOutput);
}
