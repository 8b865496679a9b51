import type { Model, Node } from '@octet/onnx';
import { QuantizerError } from '../errors.ts';
import type { Why } from '../spec.ts';

/** Nodes that match every given field: `name`, a regular expression found anywhere in a node's or its outputs' names, and `op`, exactly. */
export interface Exclusion {
  readonly name?: string | undefined;
  readonly op?: string | undefined;
}

/** Why each excluded node is left. An exclusion that matches nothing is an error: a typo would silently quantize what must not be. */
export function excludedNodes(model: Model, exclusions: readonly Exclusion[]): ReadonlyMap<Node, Why> {
  const found = new Map<Node, Why>();
  for (const exclusion of exclusions) {
    const pattern = exclusion.name === undefined ? undefined : patternOf(exclusion.name);
    let hits = 0;
    for (const node of model.graph.nodes()) {
      if (exclusion.op !== undefined && node.opType !== exclusion.op && node.opName !== exclusion.op) continue;
      if (pattern !== undefined && !namesOf(node).some((n) => pattern.test(n))) continue;
      hits++;
      found.set(node, { kind: 'excluded', text: `excluded by the recipe (${describe(exclusion)})` });
    }
    if (hits === 0) {
      throw new QuantizerError(
        'recipe/no-match',
        `The exclusion of ${describe(exclusion)} matches no node. \`octet inspect MODEL\` lists the names and operators.`,
        { where: exclusion.name ?? exclusion.op ?? '' },
      );
    }
  }
  return found;
}

function patternOf(name: string): RegExp {
  try {
    return new RegExp(name, 'u');
  } catch (cause) {
    throw new QuantizerError(
      'recipe/unsupported',
      `The exclusion's name "${name}" is no regular expression. Put a backslash before each character that stands for itself: ( ) [ ] { } . * + ? ^ $ | / \\.`,
      { where: name, cause },
    );
  }
}

/** A fused node answers to the names of all the nodes that it stands for. */
function namesOf(node: Node): string[] {
  return [node.name, ...node.origins, ...node.outputs.flatMap((o) => (o === undefined ? [] : [o.name]))];
}

function describe({ name, op }: Exclusion): string {
  return [...(name === undefined ? [] : [`name /${name}/`]), ...(op === undefined ? [] : [`op ${op}`])].join(' and ');
}
