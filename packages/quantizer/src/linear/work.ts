import type { Node } from '@octet/onnx';

/** Multiply-accumulates of one run of a linear node, from the shapes that the probe measured; 0 for others and where unknown. */
export function macsOf(node: Node): number {
  const weight = node.input(1)?.shape;
  const output = node.outputs[0]?.shape;
  if (weight === undefined || output === undefined || !linear.has(node.opType)) return 0;
  const count = (dims: readonly unknown[]) => dims.reduce<number>((a, d) => a * (typeof d === 'number' ? d : 1), 1);
  if (node.opType === 'Conv') return count(output) * count(weight.slice(1));
  if (node.opType === 'ConvTranspose') return count(node.input(0)?.shape ?? []) * count(weight.slice(1));
  const k = node.opType === 'Gemm' && node.intAttr('transB', 0) === 1 ? weight[1] : weight[weight.length - 2];
  return count(output) * (typeof k === 'number' ? k : 1);
}

const linear = new Set(['Conv', 'ConvTranspose', 'Gemm', 'MatMul']);

export function elementsOf(node: Node): number {
  const dims = node.outputs[0]?.shape;
  return dims === undefined ? 0 : dims.reduce<number>((a, d) => a * (typeof d === 'number' ? d : 1), 1);
}
