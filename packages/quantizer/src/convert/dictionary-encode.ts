import { attr, type Graph, type Node, type Tensor, type Value } from '@octet/onnx';

/** Fewer elements are not worth two operators. */
const fewestElements = 1024;
/** What a byte can tell apart. */
const mostDistinct = 256;
/** Arithmetic on a constant as it is. A linear operator's weights are left alone: backends look for them. */
const readers: ReadonlySet<string> = new Set(['Add', 'Sub', 'Mul', 'Div', 'Max', 'Min', 'Pow']);

/**
 * Stores large float constants of few distinct values, such as the anchors that a detector decodes its boxes with, as a byte an element and a
 * list of the values (dictionary encoding): Gather(values, Cast(bytes)), which backends fold when they load the model. Bit for bit the same
 * constants from a quarter of the file. Returns how many were encoded.
 */
export function dictionaryEncode(graph: Graph): number {
  let encoded = 0;
  for (const value of [...graph.initializers]) {
    // Who reads it comes first: this runs for every candidate, and most constants are weights.
    if (!value.isConstant || value.isOutput || value.useCount === 0 || !value.uses.every(({ node }) => isReader(node, graph))) continue;
    const tensor = value.constant?.tensor;
    const dictionary = tensor && dictionaryOf(tensor);
    if (tensor === undefined || dictionary === undefined) continue;
    emit(graph, value, dictionary, tensor.dims);
    encoded++;
  }
  return encoded;
}

function isReader(node: Node, graph: Graph): boolean {
  return node.graph === graph && node.domain === '' && readers.has(node.opType);
}

interface Dictionary {
  readonly values: Float32Array;
  /** By element, its index in `values`. */
  readonly indices: Uint8Array;
}

/** Values in the order in which they are met, told apart by their bits; undefined where there are too many of them, or too few elements. */
function dictionaryOf({ dtype, data }: Tensor): Dictionary | undefined {
  if (dtype !== 'float32' || !(data instanceof Float32Array) || data.length < fewestElements) return undefined;
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
  const known = new Map<number, number>();
  const indices = new Uint8Array(bits.length);
  for (const [i, b] of bits.entries()) {
    let index = known.get(b);
    if (index === undefined) {
      if (known.size === mostDistinct) return undefined;
      index = known.size;
      known.set(b, index);
    }
    indices[i] = index;
  }
  return { values: new Float32Array(Uint32Array.from(known.keys()).buffer), indices };
}

function emit(graph: Graph, value: Value, { values, indices }: Dictionary, dims: readonly number[]): void {
  const base = value.name;
  const before = graph.nodes().next().value as Node;
  const list = graph.addConstant({ dtype: 'float32', dims: [values.length], data: values }, `${base}_values`);
  const bytes = graph.addConstant({ dtype: 'uint8', dims, data: indices }, `${base}_indices`);
  const named = (name: string) => ({ name, outputs: [name], before });
  const cast = graph.addNode('Cast', [bytes], { ...named(graph.names.fresh(`${base}_cast`)), attributes: { to: attr.int(6) } });
  cast.output.dtype = 'int32';
  const gather = graph.addNode('Gather', [list, cast.output], named(graph.names.fresh(`${base}_restored`)));
  gather.output.dtype = 'float32';
  gather.output.shape = dims;
  value.replaceAllUsesWith(gather.output);
}
