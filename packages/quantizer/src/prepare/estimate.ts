import type { Model, Node } from '@octet/onnx';
import type { Plan } from '../spec.ts';
import type { CostTable, OpSupport, Target } from '../targets/target.ts';
import { isLinear } from './is-linear.ts';
import { dataInputs } from './placement.ts';
import { elementsOf, macsOf } from './work.ts';

/**
 * Time of one inference by the target's cost table, µs: what plans are compared by. The table is data, so the same model gets the same plan
 * on every machine of a class; how fast the artifact truly is, the benchmark says.
 */
export function estimateUs(prepared: Model, plan: Plan, target: Target): number {
  let ns = 0;
  for (const node of prepared.graph.nodes()) {
    const placement = plan.nodes.get(node.name)?.placement ?? 'float';
    if (placement === 'absorbed') continue;
    ns += nodeNs(node, placement === 'float' ? 'float' : 'integer', target);
    ns += borderNs(node, plan, target.costs);
  }
  return ns / 1000;
}

function nodeNs(node: Node, kind: 'float' | 'integer', target: Target): number {
  const { costs } = target;
  const fixed = costs.usPerNode * 1000;
  if (isLinear(node)) return fixed + macsOf(node) * costs.nsPerMac[linearClass(node)][kind];
  const support = target.ops[node.opName]?.as;
  const row = support === undefined ? undefined : elementRow[support];
  return row === undefined ? fixed : fixed + elementsOf(node) * costs.nsPerElement[row][kind];
}

const elementRow = {
  linear: undefined,
  elementwise: 'elementwise',
  lut: 'lut',
  pool: 'pool',
  movement: 'movement',
  rectifier: 'elementwise',
  float: 'elementwise',
} as const satisfies Record<OpSupport['as'], keyof CostTable['nsPerElement'] | undefined>;

/** A float node reads integers dequantized; an integer node has what a float node made quantized first. */
function borderNs(node: Node, plan: Plan, costs: CostTable): number {
  const placement = plan.nodes.get(node.name)?.placement ?? 'float';
  let ns = 0;
  for (const v of dataInputs(node)) {
    const count = (v.shape ?? []).reduce<number>((a, d) => a * (typeof d === 'number' ? d : 1), 1);
    const quantizedFloat = plan.quantizedFloats.has(v.name);
    if (placement === 'float' && plan.specs.has(v.name) && !quantizedFloat) ns += count * costs.nsPerElement.dequantize.integer;
    if (placement !== 'float' && quantizedFloat) ns += count * costs.nsPerElement.quantize.integer;
  }
  return ns;
}

function linearClass(node: Node): keyof CostTable['nsPerMac'] {
  if (node.opType !== 'Conv' && node.opType !== 'ConvTranspose') return 'gemm';
  const group = node.intAttr('group', 1);
  if (group === 1) return 'dense';
  return node.input(1)?.shape?.[1] === 1 ? 'depthwise' : 'grouped';
}
