import { attr, type Graph, type Node, type Value } from '@octet/onnx';

/**
 * onnxruntime quantizes, per tensor and unasked, the float weights of a Conv, ConvTranspose or Gemm between a DequantizeLinear and a
 * QuantizeLinear. It passes over one that a per-axis DequantizeLinear feeds, so a layer that is to stay float reads its input through one
 * with equal entries (ort-integer-kernels.md §5). Returns how many nodes were guarded.
 */
export function guardFloatLinears(graph: Graph): number {
  let guarded = 0;
  for (const node of [...graph.nodes()]) {
    const channels = inputChannels(node);
    const dq = node.input(0)?.producer;
    if (channels === undefined || dq?.opType !== 'DequantizeLinear' || dq.attributes.has('axis')) continue;
    if (node.input(1)?.producer?.opType === 'DequantizeLinear') continue;
    const [x, scale, zeroPoint] = dq.inputs;
    if (x === undefined || scale === undefined || zeroPoint === undefined) continue;
    const perAxis = graph.addNode('DequantizeLinear', [x, repeat(graph, scale, channels), repeat(graph, zeroPoint, channels)], {
      name: `${node.name}_float_input`,
      attributes: { axis: attr.int(1) },
      before: node,
    });
    perAxis.output.dtype = 'float32';
    perAxis.output.shape = node.input(0)?.shape;
    node.setInput(0, perAxis.output);
    guarded++;
  }
  return guarded;
}

function inputChannels(node: Node): number | undefined {
  const dims = node.input(1)?.shape;
  if (node.domain !== '' || dims === undefined) return undefined;
  const at = (i: number) => (typeof dims[i] === 'number' ? dims[i] : undefined);
  if (node.opType === 'Conv') {
    const perGroup = at(1);
    return perGroup === undefined ? undefined : perGroup * node.intAttr('group', 1);
  }
  if (node.opType === 'ConvTranspose') return at(0);
  if (node.opType === 'Gemm') return at(node.intAttr('transB', 0) === 0 ? 0 : 1);
  return undefined;
}

function repeat(graph: Graph, scalar: Value, count: number): Value {
  const tensor = (scalar.constant as NonNullable<Value['constant']>).tensor;
  const element = Number(tensor.data[0]);
  const make = { float32: Float32Array, uint8: Uint8Array, int8: Int8Array }[tensor.dtype as 'float32' | 'uint8' | 'int8'];
  return graph.addConstant({ dtype: tensor.dtype, dims: [count], data: new make(count).fill(element) }, `${scalar.name}_per_axis`);
}
