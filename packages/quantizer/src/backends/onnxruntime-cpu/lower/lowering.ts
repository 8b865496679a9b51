import type { Graph, Node } from '@octet/onnx';
import type { PairWriter } from '../../../convert/pair-writer.ts';
import type { WeightWriter } from '../../../convert/weight-writer.ts';
import type { Weights } from '../../../convert/weights.ts';
import type { QParams } from '../../../qparams/affine.ts';
import type { Placement, Plan } from '../../../spec.ts';
import type { IntegerValues } from './integer-values.ts';

/** What the nodes of a graph share while they are lowered. */
export interface Lowering {
  readonly graph: Graph;
  readonly plan: Plan;
  /** By the value's name in the prepared model. */
  readonly params: ReadonlyMap<string, QParams>;
  readonly weights: Weights;
  readonly writer: WeightWriter;
  readonly pairs: PairWriter;
  readonly values: IntegerValues;
}

export function placementOf({ plan }: Pick<Lowering, 'plan'>, node: Node): Placement | undefined {
  return plan.nodes.get(node.name)?.placement;
}
