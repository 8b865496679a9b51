import type { Node, Value } from '@octet/onnx';
import type { Integers } from '../../../convert/integers.ts';
import { type Lowering, placementOf } from './lowering.ts';

/** Float readers of values that only exist as integers read them dequantized; so do graph outputs. */
export function readFloats(lowering: Lowering): void {
  const { plan, values } = lowering;
  for (const [value, integers] of values.all) {
    if (plan.quantizedFloats.has(value.name)) continue;
    const { q } = integers;
    const quantizer = q.producer?.opType === 'QuantizeLinear' ? q.producer : undefined;
    const readers = value.uses.filter((u) => u.node !== quantizer && isAlive(u.node, lowering));
    if (readers.length > 0) {
      const dq = values.dequantized(value);
      for (const { node, index } of readers) node.setInput(index, dq);
    }
    if (value.isOutput) dequantizeOutput(value, integers, lowering);
  }
}

/** The original of a movement node that has a twin on integers, or of a vanished rectifier, is dead and no reader. */
function isAlive(node: Node, lowering: Lowering): boolean {
  const placement = placementOf(lowering, node);
  return node.graph !== lowering.graph || (placement !== 'movement' && placement !== 'absorbed');
}

function dequantizeOutput(value: Value, { q, params }: Integers, { graph, pairs }: Lowering): void {
  const node = pairs.dequantize(q, params, value.name);
  const { name } = value;
  value.rename(graph.names.fresh(`${name}_float`));
  node.output.rename(name);
  node.output.dtype = value.dtype;
  node.output.shape = value.shape;
  graph.swapOutput(value, node.output);
}
