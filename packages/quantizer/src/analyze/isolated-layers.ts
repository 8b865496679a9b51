import { attr, type Graph, type Model, type Node, type Tensor, tensorOf, type Value } from '@octet/onnx';
import type { Integers } from '../convert/integers.ts';
import { quantizeBias } from '../convert/quantize-weight.ts';
import type { Weights } from '../convert/weights.ts';
import type { QParams } from '../qparams/affine.ts';

export interface IsolatedLayer {
  readonly node: Node;
  /** The value that stands for its result: its output, or that of the rectifier it absorbed. */
  readonly value: Value;
}

/**
 * The float model with, beside each layer, a copy of that layer on integers which reads the exact float input: what only this layer loses.
 * Answers, by the layer's value, the name of the graph output that holds the copy's dequantized result.
 */
export function isolateLayers(
  prepared: Model,
  layers: readonly IsolatedLayer[],
  artifact: { readonly integers: ReadonlyMap<string, Integers>; readonly weights: Weights },
): { readonly model: Model; readonly outputs: ReadonlyMap<string, string> } {
  const model = prepared.clone();
  const byName = new Map([...model.graph.nodes()].map((n) => [n.name, n]));
  const outputs = new Map<string, string>();
  for (const { node, value } of layers) {
    const own = byName.get(node.name);
    const input = artifact.integers.get(node.input(0)?.name ?? '')?.params;
    const output = artifact.integers.get(value.name)?.params;
    if (own === undefined || input === undefined) continue;
    const copy = copyOnIntegers(model.graph, own, { input, weights: artifact.weights });
    const result = output === undefined ? copy : fakeQuantize(model.graph, copy, output);
    model.graph.addOutput(result);
    outputs.set(value.name, result.name);
  }
  model.graph.sort();
  return { model, outputs };
}

/** A rectifier that the layer absorbed needs no copy: the output's range starts at 0 and clips as it did. */
function copyOnIntegers(graph: Graph, node: Node, { input, weights }: { readonly input: QParams; readonly weights: Weights }): Value {
  const { float, integer } = weights.of(node);
  const bias = weights.bias(node) ?? new Float32Array(float.dims[float.axis] as number);
  const made = quantizeBias(bias, integer, float.w, input.scale);
  const { q, scales, dims, axis } = made.weight;
  const w = dequantized(graph, { dtype: 'int8', dims, data: q }, { scales, axis });
  const b = dequantized(graph, { dtype: 'int32', dims: [made.bias.length], data: made.bias }, { scales: made.biasScales, axis: 0 });
  const attributes = new Map([...node.attributes].filter(([name]) => name !== 'alpha' && name !== 'beta'));
  return graph.addNode(node.opType, [fakeQuantize(graph, node.input(0) as Value, input), w, b], { attributes }).output;
}

/** With zero points, although they are 0: without them onnxruntime's exact mode on x64 CPUs without VNNI writes a scalar one beside many scales. */
function dequantized(
  graph: Graph,
  tensor: Tensor & { readonly dtype: 'int8' | 'int32' },
  { scales, axis }: { readonly scales: Float32Array; readonly axis: number },
): Value {
  const perChannel = scales.length > 1;
  const dims = perChannel ? [scales.length] : [];
  const scale = graph.addConstant({ dtype: 'float32', dims, data: scales }, 'alone_scale');
  const zero = graph.addConstant({ ...tensorOf[tensor.dtype](new Array(scales.length).fill(0)), dims }, 'alone_zero_point');
  return graph.addNode('DequantizeLinear', [graph.addConstant(tensor, 'alone'), scale, zero], {
    attributes: perChannel ? { axis: attr.int(axis) } : {},
  }).output;
}

function fakeQuantize(graph: Graph, x: Value, { dtype, scale, zeroPoint }: QParams): Value {
  const s = graph.addConstant(tensorOf.float32([scale], []), 'alone_scale');
  const z = graph.addConstant({ ...tensorOf[dtype]([zeroPoint]), dims: [] }, 'alone_zero_point');
  return graph.addNode('DequantizeLinear', [graph.addNode('QuantizeLinear', [x, s, z]).output, s, z]).output;
}
