import type { Model, Node } from '@octet/onnx';
import { isLinear } from '../../linear/is-linear.ts';
import { rectifierRange } from '../../prepare/rectifier.ts';

const worthReducing = new Set(['MaxPool', 'GlobalAveragePool', 'GlobalMaxPool', 'AveragePool', 'Resize']);

/**
 * The nodes from the last linear operators to the outputs: decoding arithmetic, Softmax, Concat of unlike ranges. They are a trifle of the
 * time and meet no further rounding if they stay float (ort-integer-kernels.md §6 rule 8: ultraface 45.0 → 49.8 dB for 3 % time).
 * Not in it: what also feeds the body, a rectifier that its producer absorbs, and pools, which make less of much.
 */
export function floatTail(model: Model): ReadonlySet<Node> {
  const tail = new Set<Node>();
  const open: Node[] = [];
  for (const o of model.graph.outputs) if (o.producer !== undefined) open.push(o.producer);
  for (let node = open.shift(); node !== undefined; node = open.shift()) {
    if (tail.has(node) || isLinear(node) || worthReducing.has(node.opType)) continue;
    const readers = node.outputs.flatMap((o) => o?.uses ?? []);
    if (readers.some((u) => !tail.has(u.node))) continue;
    const producer = node.input(0)?.producer;
    if (rectifierRange(node) !== undefined && producer !== undefined && isLinear(producer)) continue;
    tail.add(node);
    for (const v of node.inputs) if (v?.producer !== undefined) open.push(v.producer);
  }
  return tail;
}
