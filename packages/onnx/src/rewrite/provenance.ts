import type { Node } from '../ir/node.ts';

/** What a node is called in records: its name, or its first output's where the file gave it none. */
export function nodeLabel(node: Node): string {
  if (node.name !== '') return node.name;
  return node.outputs.find((o) => o !== undefined)?.name ?? node.opName;
}

/** `Conv "stem/conv"`, for messages. */
export function describeNode(node: Node): string {
  return `${node.opName} "${nodeLabel(node)}"`;
}

/** The original nodes that this one stands for (itself, where nothing else is recorded) and the rules that made it. */
export function originsOf(node: Node): ReadonlySet<string> {
  return node.origins.size > 0 ? node.origins : new Set([nodeLabel(node)]);
}
