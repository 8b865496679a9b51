import type { Node } from '@octet/onnx';
import type { QParams } from '../../../qparams/affine.ts';
import { type Lowering, placementOf } from './lowering.ts';

/** QuantizeLinear behind a node whose output is to be integers. The spec is that of its output, or of the rectifier that vanishes into its range. */
export function quantizeOutput(node: Node, lowering: Lowering): void {
  const reader = node.output.soleConsumer;
  const value = reader !== undefined && placementOf(lowering, reader) === 'absorbed' ? reader.output : node.output;
  const wanted = lowering.params.get(value.name);
  if (wanted === undefined) return;
  const params = node.opType === 'GlobalAveragePool' ? safeForPool(node, wanted) : wanted;
  const q = lowering.pairs.quantize(node.output, params, value.name, { after: node }).output;
  lowering.values.keep(value, { q, params });
}

/** QLinearGlobalAveragePool fails at run time where the input's scale is some 10⁵ times the output's. */
function safeForPool(node: Node, params: QParams): QParams {
  const inputScale = node.input(0)?.producer?.input(1)?.constant?.tensor.data[0];
  return { ...params, scale: Math.max(params.scale, Math.fround(Number(inputScale ?? 0) / 2e4)) };
}
