import type { Model, Node } from '@octet/onnx';
import { optimizedModel } from '@octet/testing';

/** Weights of one output channel, in the order in which onnxruntime's kernel multiplies them, two in one instruction. */
export interface KernelRow {
  readonly where: string;
  readonly weights: Int8Array;
}

/** Σ u8 · s8 as x86 CPUs without VNNI compute it: vpmaddubsw adds two products and saturates to int16, the sums of pairs are exact. */
export function saturatingDot(x: ArrayLike<number>, { weights }: KernelRow): number {
  let sum = 0;
  for (let k = 0; k < weights.length; k += 2) {
    const pair = product(x, weights, k) + product(x, weights, k + 1);
    sum += Math.max(-32768, Math.min(32767, pair));
  }
  return sum;
}

export function exactDot(x: ArrayLike<number>, { weights }: KernelRow): number {
  return weights.reduce((sum, _, k) => sum + product(x, weights, k), 0);
}

function product(x: ArrayLike<number>, weights: Int8Array, k: number): number {
  return (x[k] ?? 0) * (weights[k] ?? 0);
}

/** The inputs that drive the sums of pairs furthest: 255 where the weight is positive, or where it is negative, and 0 elsewhere. */
export function railsOf({ weights }: KernelRow): readonly [Uint8Array, Uint8Array] {
  return [Uint8Array.from(weights, (w) => (w > 0 ? 255 : 0)), Uint8Array.from(weights, (w) => (w < 0 ? 255 : 0))];
}

/** Rows that saturate for some input. */
export function saturatingRows(rows: readonly KernelRow[]): KernelRow[] {
  return rows.filter((row) => railsOf(row).some((x) => saturatingDot(x, row) !== exactDot(x, row)));
}

/** By operator, the input that holds signed weights, and whether it is a matrix. */
const integerOps: Readonly<Record<string, { readonly weight: number; readonly is: 'conv' | 'matrix' }>> = {
  'com.microsoft.QLinearConv': { weight: 3, is: 'conv' },
  QLinearConv: { weight: 3, is: 'conv' },
  'com.microsoft.QGemm': { weight: 3, is: 'matrix' },
  QLinearMatMul: { weight: 3, is: 'matrix' },
  MatMulInteger: { weight: 1, is: 'matrix' },
  'com.microsoft.MatMulIntegerToFloat': { weight: 1, is: 'matrix' },
  'com.microsoft.DynamicQuantizeMatMul': { weight: 1, is: 'matrix' },
};

/**
 * All rows that onnxruntime multiplies in pairs, of the graph that it really runs. Throws for an operator that reads signed weights in a way that nobody
 * looked at.
 */
export async function kernelRows(artifact: Model): Promise<KernelRow[]> {
  const optimized = await optimizedModel(artifact);
  return [...optimized.graph.allNodes()].flatMap((node) => {
    const weight = node.inputs.findIndex((v) => v?.constant?.dtype === 'int8' && v.constant.dims.length > 1);
    if (weight < 0) return [];
    const known = integerOps[node.opName];
    if (known?.weight !== weight) throw new Error(`${node.opName} "${node.name}" reads signed weights as its input ${weight}`);
    return known.is === 'conv' ? convRows(node) : matrixRows(node, weight);
  });
}

/** Kernel row, kernel column, input channel. A depthwise kernel multiplies in wider integers. */
function convRows(node: Node): KernelRow[] {
  const { dims, data } = signedWeights(node, 3);
  const [filters = 0, channels = 0, ...kernel] = dims;
  if (channels === 1 && node.intAttr('group', 1) === filters && filters > 1) return [];
  const taps = kernel.reduce((a, b) => a * b, 1);
  return Array.from({ length: filters }, (_, f) => ({
    where: `${node.name}, filter ${f}`,
    weights: Int8Array.from(
      { length: channels * taps },
      (_, k) => data[(f * channels + (k % channels)) * taps + Math.floor(k / channels)] as number,
    ),
  }));
}

function matrixRows(node: Node, weight: number): KernelRow[] {
  const { dims, data } = signedWeights(node, weight);
  const [rows = 0, columns = 0] = dims;
  const isTransposed = node.intAttr('transB', 0) === 1;
  const [outputs, size] = isTransposed ? [rows, columns] : [columns, rows];
  return Array.from({ length: outputs }, (_, c) => ({
    where: `${node.name}, column ${c}`,
    weights: Int8Array.from({ length: size }, (_, k) => data[isTransposed ? c * size + k : k * outputs + c] as number),
  }));
}

function signedWeights(node: Node, index: number): { readonly dims: readonly number[]; readonly data: Int8Array } {
  const tensor = node.input(index)?.constant?.tensor;
  if (tensor === undefined) throw new Error(`${node.opName} "${node.name}" has no constant input ${index}`);
  return { dims: tensor.dims, data: tensor.data as Int8Array };
}
