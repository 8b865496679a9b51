import type { Node, Tensor } from '@octet/onnx';
import { QuantizerError } from '../errors.ts';

/** The weight of a linear operator as plain float32, with Gemm's alpha already in it. */
export interface LinearWeight {
  readonly w: Float32Array;
  readonly dims: readonly number[];
  /** Of the output channels. */
  readonly axis: number;
}

/** How a linear operator reads its weight: the axis of the output channels, and a factor. */
export interface WeightReading {
  /** 0 for Conv and transposed Gemm, 1 for ConvTranspose, Gemm and MatMul. */
  readonly axis: number;
  readonly alpha: number;
}

export function weightReading(node: Node): WeightReading {
  const isFirst = node.opType === 'Conv' || (node.opType === 'Gemm' && node.intAttr('transB', 0) === 1);
  return { axis: isFirst ? 0 : 1, alpha: node.opType === 'Gemm' ? node.floatAttr('alpha', 1) : 1 };
}

export function linearWeight(node: Node): LinearWeight {
  const tensor = constantTensor(node, 1);
  const { axis, alpha } = weightReading(node);
  const w = tensor.data as Float32Array;
  return { w: alpha === 1 ? w : w.map((x) => x * alpha), dims: tensor.dims, axis };
}

/** The bias of a linear operator of so many output channels, one value for each, with Gemm's beta already in it; undefined where it has none. */
export function linearBias(node: Node, channels: number): Float32Array | undefined {
  if (node.input(2) === undefined) return undefined;
  const beta = node.opType === 'Gemm' ? node.floatAttr('beta', 1) : 1;
  const b = constantTensor(node, 2).data as Float32Array;
  return Float32Array.from({ length: channels }, (_, c) => (b[b.length === 1 ? 0 : c] as number) * beta);
}

function constantTensor(node: Node, index: number): Tensor {
  const tensor = node.input(index)?.constant?.tensor;
  if (tensor === undefined) throw new Error(`${node.opType} "${node.name}" has no constant input ${index}`);
  if (!(tensor.data as Float32Array).every(Number.isFinite)) {
    throw new QuantizerError(
      'model/non-finite-weights',
      `${node.opType} "${node.name}": "${node.input(index)?.name}" holds NaN or infinite values; export the model again from a checkpoint that does not.`,
      { where: node.name },
    );
  }
  return tensor;
}
