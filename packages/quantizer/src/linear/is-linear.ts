import type { Node } from '@octet/onnx';

const linearOps = new Set(['Conv', 'ConvTranspose', 'Gemm', 'MatMul']);

export function isLinear(node: Node): boolean {
  return node.domain === '' && linearOps.has(node.opType);
}
