import { attr, type Graph, type Node, type Value } from '@octet/onnx';

/** By reader of int8 weights, the inputs that hold integers and zero points. */
const weightInputs: Readonly<Record<string, readonly number[]>> = { DequantizeLinear: [0, 2], MatMulInteger: [1, 3] };

/**
 * Asked for sums that do not saturate (`session.x64quantprecision`), onnxruntime 1.30 writes int8 weights again as uint8, under a name that it makes of
 * the constant's, and fails to load a model in which two nodes read one constant. So each reader but the first reads a Concat of what the reader before
 * it reads and nothing else, which is folded when the model is loaded: a constant for each, from one in the file. (Of equal Concats of one
 * constant onnxruntime would make one first.) Answers whether there was any.
 */
export function separateReaders(graph: Graph): boolean {
  const lastRead = new Map<Value, Value>();
  let modified = false;
  for (const node of [...graph.nodes()]) {
    for (const index of weightInputs[node.opType] ?? []) {
      const constant = node.input(index);
      if (constant?.isConstant !== true || constant.dtype !== 'int8' || constant.shape?.length === 0) continue;
      const before = lastRead.get(constant);
      const own = before === undefined ? constant : copyOf(before, node);
      lastRead.set(constant, own);
      modified ||= own !== constant;
      node.setInput(index, own);
    }
  }
  return modified;
}

function copyOf(constant: Value, reader: Node): Value {
  const { graph } = reader;
  const name = graph.names.fresh(`${constant.name}_again`);
  const { output } = graph.addNode('Concat', [constant], { name, outputs: [name], attributes: { axis: attr.int(0) }, before: reader });
  output.dtype = constant.dtype;
  return output;
}
