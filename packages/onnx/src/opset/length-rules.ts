import type { FactRule } from './value-facts.ts';

/** The number of elements of a vector, for the ops of which exporters make shapes. */
export function lengthRule(opType: string): FactRule<number> | undefined {
  return rules.get(opType);
}

const rules: ReadonlyMap<string, FactRule<number>> = new Map<string, FactRule<number>>([
  ['Shape', (node, { rank }) => (node.attributes.size === 0 ? rank(node.input(0)) : undefined)],
  ['Unsqueeze', (node, { rank }) => (rank(node.input(0)) === 0 && rank(node.outputs[0]) === 1 ? 1 : undefined)],
  ['Cast', (node, { length }) => length(node.input(0))],
  [
    'Concat',
    (node, { length }) => {
      const parts = node.inputs.map(length);
      return parts.every((n) => n !== undefined) ? parts.reduce((sum, n) => sum + n, 0) : undefined;
    },
  ],
]);
