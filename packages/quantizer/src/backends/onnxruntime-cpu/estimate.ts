import type { Model, Node, Value } from '@octet/onnx';
import { isLinear } from '../../linear/is-linear.ts';
import { elementsOf, macsOf } from '../../linear/work.ts';
import { dataInputs } from '../../prepare/data-inputs.ts';
import type { Plan } from '../../spec.ts';
import type { Costed, OpSupport } from '../backend.ts';
import type { ChannelCost } from './costs/cost-table.ts';
import { denseNodeNs, floatConvNs, integerConvNs, sizes } from './dense-cost.ts';

type Kind = 'float' | 'integer';

/** Time of one inference by the backend's cost table, µs: what plans are compared by. Shapes must have been probed. */
export function estimateUs(prepared: Model, plan: Plan, backend: Costed): number {
  let ns = 0;
  for (const node of prepared.graph.nodes()) {
    const placement = plan.nodes.get(node.name)?.placement ?? 'float';
    if (placement === 'absorbed' || isFusedRectifier(node, placement)) continue;
    const isInteger = placement === 'integer' || placement === 'movement';
    ns += nodeNs(node, isInteger ? 'integer' : 'float', backend) + borderNs(node, plan, { isInteger, backend });
  }
  return ns / 1000;
}

/** onnxruntime fuses a float Relu or Clip into the float convolution before it. */
function isFusedRectifier(node: Node, placement: string): boolean {
  const before = node.input(0)?.producer;
  return placement === 'float' && (node.opType === 'Relu' || node.opType === 'Clip') && before !== undefined && isLinear(before);
}

function nodeNs(node: Node, kind: Kind, backend: Costed): number {
  return backend.costs.perNodeNs + kernelNs(node, kind, backend);
}

/** Time of the kernel alone, ns: without what every node costs, and conversions around it. */
export function kernelNs(node: Node, kind: Kind, backend: Costed): number {
  const { costs, ops } = backend;
  if (isLinear(node)) return linearNs(node, kind, backend);
  const row = elementRow[ops[node.opName]?.as ?? 'float'];
  return elementsOf(node) * costs.perElementNs[row][kind];
}

const elementRow = {
  linear: 'elementwise',
  elementwise: 'elementwise',
  lut: 'lut',
  pool: 'pool',
  movement: 'movement',
  rectifier: 'elementwise',
  float: 'elementwise',
} as const satisfies Record<OpSupport['as'], keyof Costed['costs']['perElementNs']>;

function linearNs(node: Node, kind: Kind, backend: Costed): number {
  const { costs } = backend;
  if (node.opType !== 'Conv' && node.opType !== 'ConvTranspose') return denseNodeNs(node, costs.product[kind]);
  const group = node.intAttr('group', 1);
  if (group === 1) return kind === 'integer' ? integerConvNs(node, backend) : floatConvNs(node, costs);
  if (node.input(1)?.shape?.[1] !== 1) return denseNodeNs(node, costs.grouped[kind]);
  return macsOf(node) * perMacAt(costs.depthwise[kind], group);
}

function perMacAt(rows: readonly ChannelCost[], channels: number): number {
  return rows.findLast((r) => channels >= r.channels)?.perMacNs ?? 0;
}

/** A float node reads integers dequantized, once a value; an integer node has what a float node made quantized first. */
function borderNs(node: Node, plan: Plan, { isInteger, backend }: { readonly isInteger: boolean; readonly backend: Costed }): number {
  let ns = 0;
  for (const v of dataInputs(node)) {
    const isFloatMade = plan.quantizedFloats.has(v.name);
    const isFirstReader = v.uses.find((u) => isInteger === reads(u.node, plan))?.node === node;
    if (!isFirstReader) continue;
    if (isInteger && isFloatMade) ns += count(v) * backend.costs.quantizeNs;
    if (!isInteger && plan.specs.has(v.name) && !isFloatMade) ns += count(v) * backend.costs.dequantizeNs;
  }
  return ns;
}

function reads(node: Node, plan: Plan): boolean {
  const placement = plan.nodes.get(node.name)?.placement;
  return placement === 'integer' || placement === 'movement';
}

function count(value: Value): number {
  return sizes(value).reduce((a, b) => a * b, 1);
}
