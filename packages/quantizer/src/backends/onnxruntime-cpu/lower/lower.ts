import type { Model, Node } from '@octet/onnx';
import type { Integers } from '../../../convert/integers.ts';
import { PairWriter } from '../../../convert/pair-writer.ts';
import { storeWeights } from '../../../convert/store-weights.ts';
import { isLinear } from '../../../linear/is-linear.ts';
import type { Plan } from '../../../spec.ts';
import type { LowerOptions } from '../../backend.ts';
import { IntegerValues } from './integer-values.ts';
import { lowerCompute } from './lower-compute.ts';
import { lowerLinear } from './lower-linear.ts';
import { lowerMovement } from './lower-movement.ts';
import { type Lowering, placementOf } from './lowering.ts';
import { readFloats } from './read-floats.ts';

/**
 * DequantizeLinear → operator → QuantizeLinear around every operator with an integer kernel, node by node in topological order; what only moves
 * integers moves them as they are.
 */
export function lower({ graph }: Model, plan: Plan, { backend, params, weights, writer }: LowerOptions): ReadonlyMap<string, Integers> {
  const pairs = new PairWriter(graph);
  const values = new IntegerValues(graph, { params, activations: backend.activations, pairs });
  const lowering: Lowering = { graph, plan, params, weights, writer, pairs, values };
  for (const node of [...graph.nodes()]) lowerNode(node, lowering);
  readFloats(lowering);
  graph.sort();
  graph.sweep();
  return values.named;
}

function lowerNode(node: Node, lowering: Lowering): void {
  const placement = placementOf(lowering, node);
  if (placement === 'movement') lowerMovement(node, lowering);
  else if (placement === 'weights') storeWeights(lowering.graph, node, lowering);
  else if (placement === 'integer' && isLinear(node)) lowerLinear(node, lowering);
  else if (placement === 'integer') lowerCompute(node, lowering);
}
