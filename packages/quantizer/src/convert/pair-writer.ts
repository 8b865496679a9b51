import { type Graph, type Node, tensorOf, type Value } from '@octet/onnx';
import type { QParams } from '../qparams/affine.ts';

const vectorOf = {
  uint8: (values: readonly number[]) => tensorOf.uint8(values),
  int8: (values: readonly number[]) => tensorOf.int8(values),
} as const;

/** Where a node goes; without either, where its inputs are known. */
interface Place {
  readonly after?: Node | undefined;
  readonly before?: Node | undefined;
}

/** Writes QuantizeLinear and DequantizeLinear into a graph, with one constant for each scale and zero point that they share. */
export class PairWriter {
  readonly graph: Graph;
  readonly #constants = new Map<string, Value>();

  constructor(graph: Graph) {
    this.graph = graph;
  }

  quantize(x: Value, params: QParams, base: string, place: Place = {}): Node {
    return this.#node('QuantizeLinear', x, params, `${base}_quantized`, place);
  }

  dequantize(q: Value, params: QParams, base: string, place: Place = {}): Node {
    return this.#node('DequantizeLinear', q, params, `${base}_dequantized`, place);
  }

  #node(op: 'QuantizeLinear' | 'DequantizeLinear', x: Value, params: QParams, name: string, { after, before }: Place): Node {
    const node = this.graph.addNode(op, [x, this.#scale(params.scale), this.scalar(params.zeroPoint, params.dtype)], {
      name: this.graph.names.fresh(name),
      outputs: [this.graph.names.fresh(name)],
      ...(after !== undefined ? { after } : before !== undefined ? { before } : {}),
    });
    node.output.dtype = op === 'QuantizeLinear' ? params.dtype : 'float32';
    node.output.shape = x.shape;
    return node;
  }

  vector(values: readonly number[], dims: readonly number[], dtype: QParams['dtype'], base: string): Value {
    return this.graph.addConstant({ ...vectorOf[dtype](values), dims }, base);
  }

  scalar(q: number, dtype: QParams['dtype']): Value {
    return this.#shared(`${dtype}_${q}`, () => this.vector([q], [], dtype, `${dtype}_${q}`));
  }

  #scale(scale: number): Value {
    return this.#shared(`scale_${scale}`, () => this.graph.addConstant(tensorOf.float32([scale], []), 'scale'));
  }

  #shared(key: string, make: () => Value): Value {
    const known = this.#constants.get(key) ?? make();
    this.#constants.set(key, known);
    return known;
  }
}
