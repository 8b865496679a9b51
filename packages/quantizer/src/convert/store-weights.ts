import { attr, type Graph, type Node, type Value } from '@octet/onnx';
import type { IntegerWeight } from './quantize-weight.ts';
import type { Weights } from './weights.ts';

/**
 * Stores a linear operator's weights as int8 and lets it compute in float: w = scale · Cast(q). onnxruntime folds both operators when it
 * loads the model, so the very float kernels run, at their speed, from a quarter of the file. (A DequantizeLinear would not be folded, and
 * would run on every inference.)
 */
export function storeWeights(graph: Graph, node: Node, weights: Weights): void {
  const bias = weights.bias(node);
  node.setInput(1, emitRescaled(graph, weights.of(node).integer, { base: node.input(1)?.name ?? node.name, before: node }));
  for (const a of ['alpha', 'beta']) node.attributes.delete(a);
  if (bias !== undefined) node.setInput(2, graph.addConstant({ dtype: 'float32', dims: [bias.length], data: bias }, `${node.name}_bias`));
}

/** scale · Cast(q), before the node given. */
export function emitRescaled(
  graph: Graph,
  { q, scales, dims, axis }: IntegerWeight,
  { base, before }: { readonly base: string; readonly before: Node },
): Value {
  const stored = graph.addConstant({ dtype: 'int8', dims, data: q }, `${base}_int8`);
  const scale = graph.addConstant({ dtype: 'float32', dims: broadcastable(scales, dims, axis), data: scales }, `${base}_scale`);
  const named = (name: string) => ({ name, outputs: [name], before });
  const cast = graph.addNode('Cast', [stored], { ...named(graph.names.fresh(`${base}_cast`)), attributes: { to: attr.int(1) } });
  const product = graph.addNode('Mul', [cast.output, scale], named(graph.names.fresh(`${base}_rescale`)));
  product.output.dtype = 'float32';
  product.output.shape = dims;
  return product.output;
}

function broadcastable(scales: IntegerWeight['scales'], dims: readonly number[], axis: number): number[] {
  return scales.length === 1 ? [] : dims.map((_, i) => (i === axis ? scales.length : 1));
}
