import type { Node, Value } from '@octet/onnx';
import { quantizeBias } from '../../../convert/quantize-weight.ts';
import { lowerMatMul } from './lower-matmul.ts';
import type { Lowering } from './lowering.ts';
import { quantizeOutput } from './quantize-output.ts';

/** Conv and Gemm between DequantizeLinear and QuantizeLinear, weights as int8 and biases as int32. */
export function lowerLinear(node: Node, lowering: Lowering): void {
  if (node.opType === 'MatMul') return lowerMatMul(node, lowering);
  const { weights, values, writer } = lowering;
  const { float, integer } = weights.of(node);
  const x = node.input(0) as Value;
  const floatBias = weights.bias(node) ?? new Float32Array(float.dims[float.axis] as number);
  const { weight, bias, biasScales } = quantizeBias(floatBias, integer, float.w, values.of(x).params.scale);
  const base = (node.input(1) as Value).name;
  node.setInput(0, values.dequantized(x));
  node.setInput(1, writer.dequantized(weight, base, node));
  node.setInput(2, writer.bias(bias, biasScales, `${node.name}_bias`, node));
  for (const a of ['alpha', 'beta']) node.attributes.delete(a);
  quantizeOutput(node, lowering);
}
