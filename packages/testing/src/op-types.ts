import type { Model } from '@octet/onnx';

/** Op names of the main graph, in order: what a rewrite left. */
export function opTypes(model: Model): string[] {
  return [...model.graph.nodes()].map((n) => n.opName);
}
