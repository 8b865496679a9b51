import type { Graph, Value } from '@octet/onnx';
import type { Integers } from '../../../convert/integers.ts';
import type { PairWriter } from '../../../convert/pair-writer.ts';
import { chooseQParams, type QParams, quantizeValue } from '../../../qparams/affine.ts';
import type { Backend } from '../../backend.ts';

export interface IntegerValuesOptions {
  readonly params: ReadonlyMap<string, QParams>;
  readonly activations: Backend['activations'];
  readonly pairs: PairWriter;
}

/**
 * The float form of a value is the value itself; here is its integer form, where it has one. A reader takes the form that it needs, so there is no
 * pair that nothing reads, and every produced value has one QuantizeLinear (two on one convolution would make onnxruntime compute it in float).
 */
export class IntegerValues {
  readonly #graph: Graph;
  readonly #options: IntegerValuesOptions;
  readonly #integers = new Map<Value, Integers>();
  readonly #named = new Map<string, Integers>();
  readonly #dequantized = new Map<Value, Value>();

  constructor(graph: Graph, options: IntegerValuesOptions) {
    this.#graph = graph;
    this.#options = options;
  }

  /** By the value's name in the prepared model. */
  get named(): ReadonlyMap<string, Integers> {
    return this.#named;
  }

  get all(): ReadonlyMap<Value, Integers> {
    return this.#integers;
  }

  keep(value: Value, integers: Integers): void {
    this.#integers.set(value, integers);
    this.#named.set(value.name, integers);
  }

  paramsOf(value: Value): QParams {
    const params = this.#options.params.get(value.name);
    if (params === undefined) throw new Error(`value "${value.name}" has no parameters`);
    return params;
  }

  of(value: Value): Integers {
    const known = this.#integers.get(value);
    if (known !== undefined) return known;
    const made = value.isConstant ? this.#quantizeConstant(value) : this.#quantizeFloat(value);
    this.keep(value, made);
    return made;
  }

  /** One DequantizeLinear a value, shared by all its readers. */
  dequantized(value: Value): Value {
    const known = this.#dequantized.get(value);
    if (known !== undefined) return known;
    const { q, params } = this.of(value);
    const [firstNode] = this.#graph.nodes();
    const dq = this.#options.pairs.dequantize(q, params, value.name, { after: q.producer, before: firstNode }).output;
    this.#dequantized.set(value, dq);
    return dq;
  }

  #quantizeFloat(value: Value): Integers {
    const params = this.paramsOf(value);
    const [firstNode] = this.#graph.nodes();
    const q = this.#options.pairs.quantize(value, params, value.name, { after: value.producer, before: firstNode }).output;
    return { q, params };
  }

  /** A constant operand of Add or Mul: a float one would keep the whole operator float. */
  #quantizeConstant(value: Value): Integers {
    const { data, dims } = (value.constant as NonNullable<Value['constant']>).tensor;
    let min = 0;
    let max = 0;
    for (const x of data as Float32Array) {
      if (x < min) min = x;
      if (x > max) max = x;
    }
    const params = chooseQParams({ min, max }, this.#options.activations);
    const integers = Array.from(data as Float32Array, (x) => quantizeValue(x, params));
    return { q: this.#options.pairs.vector(integers, dims, params.dtype, `${value.name}_quantized`), params };
  }
}
