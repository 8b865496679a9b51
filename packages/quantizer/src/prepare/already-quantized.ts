import type { Model, Node } from '@octet/onnx';

const quantizedOps = new Set([
  'QuantizeLinear',
  'DequantizeLinear',
  'DynamicQuantizeLinear',
  'ConvInteger',
  'MatMulInteger',
  'QLinearConv',
  'QLinearMatMul',
  'MatMulNBits',
  'QGemm',
]);

/** The first node that shows that a model holds integers already. */
export function quantizedNode(model: Model): Node | undefined {
  for (const node of model.graph.allNodes()) {
    if (quantizedOps.has(node.opType) || (node.domain === 'com.microsoft' && node.opType.startsWith('QLinear'))) return node;
  }
  return undefined;
}
