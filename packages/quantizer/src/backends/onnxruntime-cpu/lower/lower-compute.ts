import type { Node } from '@octet/onnx';
import { dataInputs } from '../../../prepare/data-inputs.ts';
import type { Lowering } from './lowering.ts';
import { quantizeOutput } from './quantize-output.ts';

/** An operator with an integer kernel: DequantizeLinear on every operand, QuantizeLinear behind, which onnxruntime fuses. */
export function lowerCompute(node: Node, lowering: Lowering): void {
  for (const v of new Set(dataInputs(node))) {
    const dq = lowering.values.dequantized(v);
    node.inputs.forEach((x, i) => {
      if (x === v) node.setInput(i, dq);
    });
  }
  quantizeOutput(node, lowering);
}
