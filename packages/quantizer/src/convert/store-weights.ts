import type { Graph, Node } from '@octet/onnx';
import type { WeightWriter } from './weight-writer.ts';
import type { Weights } from './weights.ts';

/** Stores a linear operator's weights as int8 and lets it compute in float. */
export function storeWeights(
  graph: Graph,
  node: Node,
  { weights, writer }: { readonly weights: Weights; readonly writer: WeightWriter },
): void {
  const bias = weights.bias(node);
  node.setInput(1, writer.restored(weights.of(node).integer, node.input(1)?.name ?? node.name, node));
  for (const a of ['alpha', 'beta']) node.attributes.delete(a);
  if (bias !== undefined) node.setInput(2, graph.addConstant({ dtype: 'float32', dims: [bias.length], data: bias }, `${node.name}_bias`));
}
