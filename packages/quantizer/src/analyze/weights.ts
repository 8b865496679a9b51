import type { Model } from '@octet/onnx';
import type { Weights } from '../convert/weights.ts';
import type { Plan } from '../spec.ts';
import { Sqnr } from './sqnr.ts';

export interface WeightAnalysis {
  readonly node: string;
  readonly op: string;
  readonly weight: string;
  readonly dims: readonly number[];
  readonly axis: number;
  readonly scales: readonly number[];
  readonly sqnrDb: number;
  /** Equal bins over [min, max] of the float weights, for both. */
  readonly bins: { readonly min: number; readonly max: number; readonly fp32: readonly number[]; readonly dequantized: readonly number[] };
  /** How often each integer occurs, −128 first. */
  readonly integerCounts: readonly number[];
  readonly unusedLevels: number;
  readonly railShare: number;
  readonly deadChannels: number;
}

const binCount = 96;

/** What quantization did to each integer layer's weights: the histograms before and after, and what they hide. */
export function analyzeWeights(prepared: Model, plan: Plan, weights: Weights): WeightAnalysis[] {
  const found: WeightAnalysis[] = [];
  for (const node of prepared.graph.nodes()) {
    const placement = plan.nodes.get(node.name)?.placement;
    if ((placement !== 'integer' && placement !== 'weights') || !linear.has(node.opType)) continue;
    const { float, integer } = weights.of(node);
    const dequantized = dequantize(integer.q, integer.scales, integer.dims, integer.axis);
    const { min, max } = extremes(float.w);
    const sqnr = new Sqnr();
    sqnr.add(float.w, dequantized);
    const integerCounts = new Array<number>(256).fill(0);
    for (const q of integer.q) integerCounts[q + 128] = (integerCounts[q + 128] as number) + 1;
    const rails = (integerCounts[1] as number) + (integerCounts[255] as number);
    found.push({
      node: node.name,
      op: node.opType,
      weight: node.input(1)?.name ?? '',
      dims: float.dims,
      axis: integer.axis,
      scales: [...integer.scales],
      sqnrDb: sqnr.db,
      bins: { min, max, fp32: histogram(float.w, min, max), dequantized: histogram(dequantized, min, max) },
      integerCounts,
      unusedLevels: integerCounts.slice(1).filter((n) => n === 0).length,
      railShare: integer.q.length > 0 ? rails / integer.q.length : 0,
      deadChannels: deadChannels(integer.q, integer.dims, integer.axis),
    });
  }
  return found;
}

const linear = new Set(['Conv', 'Gemm', 'MatMul']);

function forEachChannel(length: number, dims: readonly number[], axis: number, visit: (i: number, channel: number) => void): void {
  const channels = dims[axis] as number;
  const inner = dims.slice(axis + 1).reduce((a, b) => a * b, 1);
  for (let i = 0; i < length; i++) visit(i, Math.floor(i / inner) % channels);
}

function dequantize(q: Int8Array, scales: Float32Array, dims: readonly number[], axis: number): Float32Array {
  const w = new Float32Array(q.length);
  forEachChannel(q.length, dims, axis, (i, c) => {
    w[i] = (q[i] as number) * (scales[scales.length === 1 ? 0 : c] as number);
  });
  return w;
}

function deadChannels(q: Int8Array, dims: readonly number[], axis: number): number {
  const alive = new Set<number>();
  forEachChannel(q.length, dims, axis, (i, c) => {
    if (q[i] !== 0) alive.add(c);
  });
  return (dims[axis] as number) - alive.size;
}

function extremes(w: Float32Array): { min: number; max: number } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const x of w) {
    if (x < min) min = x;
    if (x > max) max = x;
  }
  return w.length === 0 ? { min: 0, max: 0 } : { min, max };
}

function histogram(w: Float32Array, min: number, max: number): number[] {
  const counts = new Array<number>(binCount).fill(0);
  const width = (max - min) / binCount;
  for (const x of w) {
    const bin = width > 0 ? Math.min(binCount - 1, Math.max(0, Math.floor((x - min) / width))) : 0;
    counts[bin] = (counts[bin] as number) + 1;
  }
  return counts;
}
