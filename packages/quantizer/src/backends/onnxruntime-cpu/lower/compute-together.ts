import { type Attribute, attr, type Graph, integersOf, type Node, tensorOf, type Value } from '@octet/onnx';

export interface Together {
  /** Neighbours in a row that become one. */
  readonly pixels: number;
  readonly filters: number;
  /** Of the output image. */
  readonly width: number;
}

/**
 * Few filters leave most of the symmetric kernel's registers unused. Here p neighbours of a row become one pixel with p times the filters (ADR 16):
 * filter k·F + f is filter f moved k strides to the right in a wider window, the stride is p times as wide, and in NHWC, where onnxruntime keeps
 * integers, the result already lies in memory as p pixels. Answers which integers stood for the output, and which do now.
 */
export function computeTogether(conv: Node, { pixels, filters, width }: Together): { readonly from: Value; readonly to: Value } {
  const { graph } = conv;
  const weight = conv.input(1)?.producer as Node;
  const [, , height = 1, across = 1] = (weight.input(0)?.constant?.dims ?? []) as number[];
  const [down = 1, stride = 1] = conv.intsAttr('strides') ?? [];
  weight.setInput(0, stackMoved(graph, weight.input(0) as Value, { pixels, stride, before: weight }));
  for (const dequantizer of [weight, conv.input(2)?.producer]) {
    dequantizer?.inputs.forEach((v, i) => {
      if (v?.constant?.dims.length === 1) dequantizer.setInput(i, repeated(graph, v, pixels));
    });
  }
  conv.attributes.set('kernel_shape', attr.ints([height, across + (pixels - 1) * stride]));
  conv.attributes.set('strides', attr.ints([down, stride * pixels]));
  const from = (conv.output.soleConsumer as Node).output;
  const readers = from.uses;
  const to = apart(graph, from, { filters, width });
  for (const { node, index } of readers) node.setInput(index, to);
  return { from, to };
}

/**
 * [F, C, h, w] moved and stacked to [p·F, C, h, w + (p − 1)·stride]: Pad and Concat of a constant, which onnxruntime folds when it loads the model, so
 * that the file holds the weights once.
 */
function stackMoved(
  graph: Graph,
  weight: Value,
  options: { readonly pixels: number; readonly stride: number; readonly before: Node },
): Value {
  const { pixels, stride, before } = options;
  const moved = Array.from({ length: pixels }, (_, k) => {
    const [left, right] = [k * stride, (pixels - 1 - k) * stride];
    return integers(graph, 'Pad', [weight, shared(graph, [0, 0, 0, left, 0, 0, 0, right], `pads_${left}_${right}`)], {
      base: 'moved',
      before,
    });
  });
  return integers(graph, 'Concat', moved, { base: 'stacked', before, attributes: { axis: attr.int(0) } });
}

function repeated(graph: Graph, perFilter: Value, pixels: number): Value {
  const { dtype, data } = (perFilter.constant as NonNullable<Value['constant']>).tensor;
  const all = new (data.constructor as Int8ArrayConstructor)(data.length * pixels);
  for (let k = 0; k < pixels; k++) all.set(data as Int8Array, k * data.length);
  return graph.addConstant({ dtype, dims: [all.length], data: all }, perFilter.name);
}

/** [N, p·F, H, W / p] as the pixels that they are, [N, F, H, W]. The outer Transposes meet those of NHWC and vanish. */
function apart(graph: Graph, q: Value, { filters, width }: Pick<Together, 'filters' | 'width'>): Value {
  const base = 'apart';
  const nhwc = integers(graph, 'Transpose', [q], { base, after: q.producer, attributes: { perm: attr.ints([0, 2, 3, 1]) } });
  // 0 copies: batch and height may be anything.
  const dims = shared(graph, [0, 0, width, filters], `pixels_${width}_${filters}`);
  const pixels = integers(graph, 'Reshape', [nhwc, dims], { base, after: nhwc.producer });
  return integers(graph, 'Transpose', [pixels], { base, after: pixels.producer, attributes: { perm: attr.ints([0, 3, 1, 2]) } });
}

/** One constant a graph, under this name or one that is free. */
function shared(graph: Graph, values: readonly number[], name: string): Value {
  const isIt = (v: Value) => v.name.startsWith(name) && v.constant?.dtype === 'int64' && integersOf(v)?.join() === values.join();
  return [...graph.initializers].find(isIt) ?? graph.addConstant(tensorOf.int64(values), name);
}

interface IntegerNode {
  readonly base: string;
  readonly before?: Node;
  readonly after?: Node | undefined;
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

function integers(graph: Graph, op: string, inputs: readonly Value[], { base, before, after, attributes = {} }: IntegerNode): Value {
  const name = graph.names.fresh(base);
  const place = { ...(before && { before }), ...(after && { after }) };
  const { output } = graph.addNode(op, inputs, { name, outputs: [name], attributes, ...place });
  output.dtype = inputs[0]?.dtype;
  return output;
}
