import type { Model } from '@octet/onnx';

/** Gives every node of the main graph a name of its own: plans, exclusions and reports speak of nodes by name. Returns how many were named. */
export function nameNodes(model: Model): number {
  const taken = new Set<string>();
  let named = 0;
  for (const node of model.graph.nodes()) {
    const wanted = node.name !== '' ? node.name : `${node.opType}:${node.outputs[0]?.name ?? ''}`;
    let name = wanted;
    for (let i = 1; taken.has(name); i++) name = `${wanted}#${i}`;
    taken.add(name);
    if (name === node.name) continue;
    node.name = name;
    named++;
  }
  return named;
}
