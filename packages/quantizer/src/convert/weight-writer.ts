import { attr, type Graph, type Node, type Value } from '@octet/onnx';
import type { IntegerWeight } from './quantize-weight.ts';

/** What a weight is written as. */
type Part = 'quantized' | 'scale' | 'zero_point' | 'restored';

/** Writes weights and biases of linear operators into a graph as integers; a weight's once, however many nodes read it. */
export class WeightWriter {
  readonly #graph: Graph;
  readonly #written = new Map<IntegerWeight, Map<Part, Value>>();

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  /** int8 integers, float32 scales and int8 zero points of 0; of rank 1 where each output channel has its own. */
  constants(weight: IntegerWeight, base: string): { readonly q: Value; readonly scale: Value; readonly zeroPoint: Value } {
    const { scales } = weight;
    const dims = isPerChannel(weight) ? [scales.length] : [];
    const constant = (part: Part, dtype: 'float32' | 'int8', data: Float32Array | Int8Array) =>
      this.#once(weight, part, () => this.#graph.addConstant({ dtype, dims, data }, `${base}_${part}`));
    return {
      q: this.#integers(weight, base),
      scale: constant('scale', 'float32', scales),
      zeroPoint: constant('zero_point', 'int8', new Int8Array(scales.length)),
    };
  }

  /** DequantizeLinear of the constants, one for each reader: the kernel that a reader gets may want them in another form. */
  dequantized(weight: IntegerWeight, base: string, reader: Node): Value {
    const { q, scale, zeroPoint } = this.constants(weight, base);
    return this.#dequantize([q, scale, zeroPoint], isPerChannel(weight) ? weight.axis : undefined, `${base}_dequantized`, reader);
  }

  /** DequantizeLinear of a constant int32 bias, one element an output channel. */
  bias(q: Int32Array, scales: Float32Array, base: string, reader: Node): Value {
    const perChannel = scales.length > 1 || q.length === 1;
    const inputs = [
      this.#graph.addConstant({ dtype: 'int32', dims: [q.length], data: q }, `${base}_quantized`),
      this.#graph.addConstant({ dtype: 'float32', dims: perChannel ? [scales.length] : [], data: scales }, `${base}_scale`),
    ];
    return this.#dequantize(inputs, perChannel ? 0 : undefined, `${base}_dequantized`, reader);
  }

  #dequantize(inputs: readonly Value[], axis: number | undefined, base: string, reader: Node): Value {
    const name = this.#graph.names.fresh(base);
    return this.#graph.addNode('DequantizeLinear', inputs, {
      name,
      outputs: [name],
      attributes: axis === undefined ? {} : { axis: attr.int(axis) },
      before: reader,
    }).output;
  }

  /**
   * scale · Cast(q), before the node given or where it already is. onnxruntime folds both operators when it loads the model, so the very float
   * kernels run, at their speed, from a quarter of the file. (A DequantizeLinear would not be folded, and would run on every inference.)
   */
  restored(weight: IntegerWeight, base: string, before: Node): Value {
    return this.#once(weight, 'restored', () => {
      const { scales, dims, axis } = weight;
      const broadcastable = scales.length === 1 ? [] : dims.map((_, i) => (i === axis ? scales.length : 1));
      const q = this.#integers(weight, base);
      const scale = this.#graph.addConstant({ dtype: 'float32', dims: broadcastable, data: scales }, `${base}_scale`);
      const named = (name: string) => ({ name, outputs: [name], before });
      const cast = this.#graph.addNode('Cast', [q], { ...named(this.#graph.names.fresh(`${base}_cast`)), attributes: { to: attr.int(1) } });
      const product = this.#graph.addNode('Mul', [cast.output, scale], named(this.#graph.names.fresh(`${base}_rescale`)));
      product.output.dtype = 'float32';
      product.output.shape = dims;
      return product.output;
    });
  }

  #integers(weight: IntegerWeight, base: string): Value {
    const { dims, q } = weight;
    return this.#once(weight, 'quantized', () => this.#graph.addConstant({ dtype: 'int8', dims, data: q }, `${base}_quantized`));
  }

  #once(weight: IntegerWeight, part: Part, make: () => Value): Value {
    const parts = this.#written.get(weight) ?? new Map<Part, Value>();
    this.#written.set(weight, parts);
    const value = parts.get(part) ?? make();
    parts.set(part, value);
    return value;
  }
}

function isPerChannel({ scales, dims, axis }: IntegerWeight): boolean {
  return scales.length > 1 || dims[axis] === 1;
}
