import type { Node, Value } from '@octet/onnx';
import { elementsOf, macsOf } from '../../linear/work.ts';
import { fixedImageDims } from '../../respell/preconditions.ts';
import type { Costed } from '../backend.ts';
import type { CostTable, DenseCost, TileCost } from './costs/cost-table.ts';

/** How onnxruntime is to compute an integer Conv of one group. */
export interface ConvKernel {
  /** A product of matrices in tile units instead of the symmetric kernel (ADR 12). */
  readonly tiles: boolean;
  /** Neighbours in a row that are computed as one pixel with as many times the filters (ADR 16). */
  readonly pixels: number;
}

/** What a run of a linear node does. */
interface Work {
  readonly macs: number;
  /** Elements of the output. */
  readonly outputs: number;
  /** Output pixels times taps of the kernel where it has more than one. */
  readonly taps: number;
  readonly filters: number;
}

/** Time of a Conv of one group in float, ns. */
export function floatConvNs(node: Node, { dense }: CostTable): number {
  return denseNs(workOf(node), dense.float, isOnFloatGrid(node));
}

/** Time of a Conv of one group on integers, ns, in the kernel that it gets. */
export function integerConvNs(node: Node, backend: Costed): number {
  return integerConvKernel(node, backend).ns;
}

/** Time of a Gemm, a MatMul or a Conv of groups of several channels, ns, by its own row. */
export function denseNodeNs(node: Node, cost: DenseCost): number {
  return denseNs(workOf(node), cost, true);
}

/** The kernel of least time, ns. */
export function integerConvKernel(node: Node, { costs }: Costed): ConvKernel & { readonly ns: number } {
  const { filters, channels } = kernelOf(node);
  const work = workOf(node);
  const { tiles } = costs;
  const onGrid = isOnIntegerGrid(filters, channels);
  // Off the grid onnxruntime multiplies matrices anyway, in tile units where there are some.
  const usualNs = onGrid || tiles === undefined ? denseNs(work, costs.dense.integer, onGrid) : tileNs(work, tiles);
  const others = onGrid && tiles !== undefined ? [{ tiles: true, pixels: 1, ns: tileNs(work, tiles) }] : [];
  for (const pixels of costs.dense.integer.narrow === undefined ? [] : pixelsTogether(node)) {
    // One more node says that what comes out are pixels again.
    others.push({ tiles: false, pixels, ns: denseNs(together(node, pixels), costs.dense.integer, true) + costs.perNodeNs });
  }
  return others.reduce((best, c) => (c.ns < clearly * best.ns ? c : best), { tiles: false, pixels: 1, ns: usualNs });
}

/** The table's median error is 7 %: less is no reason to leave the usual kernel. */
const clearly = 0.93;

const mostFilters = 64;

/** How many pixels of a row may be computed together. The width is written into the graph, so it must be the same in every run. */
function pixelsTogether(node: Node): number[] {
  const { filters, channels } = kernelOf(node);
  const dims = fixedImageDims(node.output);
  const isPlain = node.stringAttr('auto_pad', 'NOTSET') === 'NOTSET' && (node.intsAttr('dilations') ?? []).every((d) => d === 1);
  if ('reason' in dims || !isPlain) return [];
  const fits = (pixels: number) =>
    dims.width % pixels === 0 && filters * pixels <= mostFilters && isOnIntegerGrid(filters * pixels, channels);
  return [2, 4, 8].filter(fits);
}

/** The same outputs from fewer pixels of more filters, whose kernels are wider and partly zero. */
function together(node: Node, pixels: number): Work {
  const { macs, outputs, taps, filters } = workOf(node);
  const width = node.input(1)?.shape?.[3] as number;
  const wider = (width + (pixels - 1) * (node.intsAttr('strides')?.[1] ?? 1)) / width;
  const pixelCount = outputs / filters;
  const visits = taps > 0 ? taps : pixelCount;
  return { macs: macs * wider, outputs, taps: (visits * wider) / pixels, filters: filters * pixels };
}

function denseNs({ macs, outputs, taps, filters }: Work, cost: DenseCost, onGrid: boolean): number {
  const overhead = cost.perOutputNs * outputs + cost.perTapNs * taps;
  const multiply = cost.perMacNs * macs * (cost.narrow?.findLast((row) => filters >= row.filters)?.factor ?? 1);
  // Off the grid, integers go through im2col: the overhead grows; floats leave the blocked layout: everything does.
  const { offGrid } = cost;
  if (onGrid) return multiply + overhead;
  return cost.perTapNs > 0 ? multiply + offGrid * overhead : offGrid * (multiply + overhead);
}

function tileNs({ macs, outputs, taps, filters }: Work, cost: TileCost): number {
  return cost.perMacNs * macs + cost.perOutputNs * outputs + cost.perTapNs * taps + (cost.perPatchNs * macs) / filters;
}

function workOf(node: Node): Work {
  const { filters, taps } = kernelOf(node);
  const outputs = elementsOf(node);
  return { macs: macsOf(node), outputs, taps: taps > 1 ? (outputs * taps) / filters : 0, filters };
}

/** ConvSym wants Cin and Cout in fours and 16 filters. */
export function isOnIntegerGrid(filters: number, channels: number): boolean {
  return channels % 4 === 0 && filters % 4 === 0 && filters >= 16;
}

/** NCHWc wants filters and channels in blocks; fewer channels than a block are read as they lie. */
function isOnFloatGrid(node: Node): boolean {
  const { filters, channels } = kernelOf(node);
  return filters % 16 === 0 && (channels % 16 === 0 || channels < 16);
}

function kernelOf(node: Node): { readonly filters: number; readonly channels: number; readonly taps: number } {
  const [filters = 1, channels = 0, ...kernel] = sizes(node.input(1));
  return { filters, channels, taps: kernel.reduce((a, b) => a * b, 1) };
}

export function sizes(value: Value | undefined): number[] {
  return (value?.shape ?? []).map((d) => (typeof d === 'number' ? d : 1));
}
