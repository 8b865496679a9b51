import type { Attribute, Model, Tensor } from '@octet/onnx';
import { attr, Constant, type Graph } from '@octet/onnx';

/** Codes of TensorProto.DataType. */
const float32Code = 1;
const float16Code = 10;

/**
 * Makes a float16 model compute in float32: weights, attributes and casts. Graph inputs and outputs keep their float16 type through Casts,
 * so callers see no change. Answers whether there was anything to do. The results are those of float16 arithmetic without its rounding.
 */
export function toFloat32(model: Model): boolean {
  const graphs = [...graphsBelow(model.graph)];
  const ports = {
    inputs: model.graph.inputs.filter((v) => v.dtype === 'float16' && v.constant === undefined),
    outputs: model.graph.outputs.filter((v) => v.dtype === 'float16' && !v.isInput),
  };
  let modified = ports.inputs.length + ports.outputs.length > 0;
  for (const graph of graphs) {
    for (const v of graph.initializers) {
      if (v.constant?.dtype !== 'float16') continue;
      v.constant = Constant.of(widen(v.constant.tensor));
      v.dtype = 'float32';
      modified = true;
    }
    for (const v of graph.inputs) if (v.dtype === 'float16' && !ports.inputs.includes(v)) v.dtype = 'float32';
    for (const node of graph.nodes()) {
      for (const [name, attribute] of node.attributes) {
        const wide = widenAttribute(name, attribute);
        if (wide === attribute) continue;
        node.attributes.set(name, wide);
        modified = true;
      }
      for (const o of node.outputs) if (o?.dtype === 'float16') o.dtype = 'float32';
    }
  }
  const { graph } = model;
  const [first] = graph.nodes();
  for (const input of ports.inputs) {
    const readers = input.uses;
    const cast = graph.addNode('Cast', [input], {
      name: `${input.name}_to_float32`,
      attributes: { to: attr.int(float32Code) },
      ...(first === undefined ? {} : { before: first }),
    });
    cast.output.dtype = 'float32';
    cast.output.shape = input.shape;
    for (const { node, index } of readers) node.setInput(index, cast.output);
  }
  for (const output of new Set(ports.outputs)) {
    const { name } = output;
    output.rename(graph.names.fresh(`${name}_float32`));
    const cast = graph.addNode('Cast', [output], {
      name: `${name}_to_float16`,
      outputs: [name],
      attributes: { to: attr.int(float16Code) },
    });
    cast.output.dtype = 'float16';
    cast.output.shape = output.shape;
    graph.outputs.forEach((o, i) => {
      if (o === output) graph.outputs[i] = cast.output;
    });
  }
  return modified;
}

function* graphsBelow(graph: Graph): Generator<Graph> {
  yield graph;
  for (const node of graph.nodes()) for (const body of node.subgraphs) yield* graphsBelow(body);
}

/** `to` of Cast and `dtype` of the generators (RandomNormal, EyeLike …) name an element type; tensors hold one. */
function widenAttribute(name: string, attribute: Attribute): Attribute {
  if (attribute.kind === 'tensor' && attribute.value.dtype === 'float16') return attr.tensor(widen(attribute.value));
  return (name === 'to' || name === 'dtype') && attribute.kind === 'int' && attribute.value === float16Code
    ? attr.int(float32Code)
    : attribute;
}

/** float16 bit patterns to float32; every float16 is a float32, so nothing is lost. */
function widen({ dims, data }: Tensor): Tensor {
  return { dtype: 'float32', dims, data: Float32Array.from(data as Uint16Array, float16Number) };
}

/** IEEE 754 binary16: 1 sign bit, 5 exponent bits with bias 15, 10 mantissa bits. Not by Float16Array: onnxruntime's workers hide it. */
function float16Number(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 0x1f) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * mantissa * 2 ** -24 : sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}
