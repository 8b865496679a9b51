import type { Node, Value } from '@octet/onnx';
import type { Integers } from '../../../convert/integers.ts';
import { dataInputs } from '../../../prepare/data-inputs.ts';
import { scalarFactor } from '../../../prepare/scalar-factor.ts';
import { quantizeValue } from '../../../qparams/affine.ts';
import type { Lowering } from './lowering.ts';

/** A twin of the node that moves integers as they are. A product with a scalar has none: its integers are read with another scale. */
export function lowerMovement(node: Node, lowering: Lowering): void {
  const { graph, values } = lowering;
  const factor = scalarFactor(node);
  if (factor !== undefined) return values.keep(node.output, { q: values.of(factor.x).q, params: values.paramsOf(node.output) });
  const first = values.of(node.input(0) as Value);
  const twin = graph.addNode(node.opType === 'Relu' ? 'Clip' : node.opType, inputsOf(node, first, lowering), {
    domain: node.domain,
    name: `${node.name}_quantized`,
    attributes: node.attributes,
    outputs: node.outputs.map((o) => (o === undefined ? '' : graph.names.fresh(`${o.name}_quantized`))),
    before: node,
    origins: [...node.origins, node.name],
  });
  node.outputs.forEach((o, i) => {
    const q = twin.outputs[i];
    if (o === undefined || q === undefined) return;
    const params = values.paramsOf(o);
    q.dtype = params.dtype;
    q.shape = o.shape;
    values.keep(o, { q, params });
  });
}

/** The same operands as integers; bounds and pad values become integers of the same scale. */
function inputsOf(node: Node, first: Integers, { pairs, values }: Lowering): (Value | undefined)[] {
  const data = new Set(dataInputs(node));
  const integer = (x: number) => pairs.scalar(quantizeValue(x, first.params), first.params.dtype);
  if (node.opType === 'Relu') return [first.q, integer(0)];
  const bound = (i: number) => {
    const v = node.input(i)?.constant?.tensor.data[0];
    return v === undefined ? undefined : integer(Number(v));
  };
  if (node.opType === 'Clip') return [first.q, bound(1), bound(2)];
  if (node.opType === 'Pad') return [first.q, node.input(1), bound(2) ?? integer(0), ...node.inputs.slice(3)];
  return node.inputs.map((v) => (v !== undefined && data.has(v) ? values.of(v).q : v));
}
