import type { Model } from '@octet/onnx';
import type { Plan } from '../spec.ts';

/** Conv and Gemm with integer weights, in topological order; MatMul has no bias of its own. */
export function quantizedLayers(prepared: Model, plan: Plan): string[] {
  const layers: string[] = [];
  for (const node of prepared.graph.nodes()) {
    const placement = plan.nodes.get(node.name)?.placement;
    if ((node.opType === 'Conv' || node.opType === 'Gemm') && (placement === 'integer' || placement === 'weights')) layers.push(node.name);
  }
  return layers;
}
