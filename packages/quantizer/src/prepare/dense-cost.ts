import type { Node, Value } from '@octet/onnx';
import type { CostTable, DenseCost, TileCost } from '../targets/cost-table.ts';
import { elementsOf, macsOf } from './work.ts';

/** Time of a Conv of one group in float, ns. */
export function floatConvNs(node: Node, { dense }: CostTable): number {
  return denseNs(node, dense.float, isOnFloatGrid(node));
}

/** Time of a Conv of one group on integers, ns, in the kernel that it gets. */
export function integerConvNs(node: Node, costs: CostTable): number {
  const tiles = tileNs(node, costs.tiles);
  if (!isOnIntegerGrid(node)) return tiles ?? denseNs(node, costs.dense.integer, false);
  return Math.min(denseNs(node, costs.dense.integer, true), tiles ?? Number.POSITIVE_INFINITY);
}

/** Whether a Conv that onnxruntime would give its symmetric kernel is faster as a product of matrices in tile units. */
export function isFasterInTiles(node: Node, costs: CostTable): boolean {
  if (node.opType !== 'Conv' || node.intAttr('group', 1) !== 1 || !isOnIntegerGrid(node)) return false;
  const tiles = tileNs(node, costs.tiles);
  return tiles !== undefined && tiles < denseNs(node, costs.dense.integer, true);
}

/** Time of a Conv of one group, a Gemm or a MatMul, ns; grouped convolutions too, by their own row. */
export function denseNs(node: Node, cost: DenseCost, onGrid: boolean): number {
  const { filters, taps } = kernelOf(node);
  const outputs = elementsOf(node);
  const overhead = cost.perOutputNs * outputs + (taps > 1 ? (cost.perTapNs * outputs * taps) / filters : 0);
  // Off the grid, integers go through im2col: the overhead grows; floats leave the blocked layout: everything does.
  const { offGrid } = cost;
  if (onGrid) return cost.perMacNs * macsOf(node) + overhead;
  return cost.perTapNs > 0 ? cost.perMacNs * macsOf(node) + offGrid * overhead : offGrid * (cost.perMacNs * macsOf(node) + overhead);
}

function tileNs(node: Node, cost: TileCost | undefined): number | undefined {
  if (cost === undefined) return undefined;
  const { filters, taps } = kernelOf(node);
  const outputs = elementsOf(node);
  const macs = macsOf(node);
  const overhead = cost.perOutputNs * outputs + (taps > 1 ? (cost.perTapNs * outputs * taps) / filters : 0);
  return cost.perMacNs * macs + overhead + (cost.perPatchNs * macs) / filters;
}

/** ConvSym wants Cin and Cout in fours and 16 filters. */
function isOnIntegerGrid(node: Node): boolean {
  const { filters, channels } = kernelOf(node);
  return channels % 4 === 0 && filters % 4 === 0 && filters >= 16;
}

/** NCHWc wants filters in eights; a stem of up to 3 channels is no exception. */
function isOnFloatGrid(node: Node): boolean {
  const { filters, channels } = kernelOf(node);
  return filters % 16 === 0 && (channels % 16 === 0 || channels <= 4);
}

function kernelOf(node: Node): { readonly filters: number; readonly channels: number; readonly taps: number } {
  const [filters = 1, channels = 0, ...kernel] = sizes(node.input(1));
  return { filters, channels, taps: kernel.reduce((a, b) => a * b, 1) };
}

export function sizes(value: Value | undefined): number[] {
  return (value?.shape ?? []).map((d) => (typeof d === 'number' ? d : 1));
}
