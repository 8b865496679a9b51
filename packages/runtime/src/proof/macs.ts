import type { Node, Value } from '@octet/onnx';
import { elementCount } from '@octet/onnx';
import type { Kernel } from './kernels.ts';
import type { ProfiledNode } from './profile.ts';

/**
 * Multiply-accumulates of one execution of a linear node; undefined where a shape is unknown.
 * conv: |out| · |W| / W.dims[0]; transposed: |in| · |W| / W.dims[0]; matrix product: |out| · K.
 */
export function macsOf(node: Node, kernel: Kernel, ran: ProfiledNode | undefined): number | undefined {
  const input = ran?.inputs[0]?.dims;
  const output = ran?.outputs[0]?.dims;
  if (kernel.linear === undefined || input === undefined || output === undefined) return undefined;
  if (kernel.linear === 'matmul') {
    const k = node.intAttr('transA', 0) === 1 ? input.at(-2) : input.at(-1);
    return k === undefined ? undefined : elementCount(output) * k;
  }
  const weight = fixedDims(node.input(kernel.weight ?? 0));
  const filters = weight?.[0];
  if (kernel.linear === 'unknown' || weight === undefined || filters === undefined) return undefined;
  return (elementCount(kernel.linear === 'conv' ? output : input) * elementCount(weight)) / filters;
}

function fixedDims(value: Value | undefined): readonly number[] | undefined {
  const shape = value?.constant?.dims ?? value?.shape;
  return shape?.every((d) => typeof d === 'number') ? (shape as readonly number[]) : undefined;
}
