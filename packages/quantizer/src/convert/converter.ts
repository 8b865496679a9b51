import { attr, type Graph, type Model, type Node, type Value } from '@octet/onnx';
import type { Backend } from '../backends/backend.ts';
import { isLinear } from '../linear/is-linear.ts';
import type { LinearWeight } from '../linear/linear-weight.ts';
import { dataInputs } from '../prepare/data-inputs.ts';
import { scalarFactor } from '../prepare/scalar-factor.ts';
import { chooseQParams, type QParams, quantizeValue } from '../qparams/affine.ts';
import type { Plan } from '../spec.ts';
import { PairWriter } from './pair-writer.ts';
import { type IntegerWeight, quantizeBias } from './quantize-weight.ts';
import { storeWeights } from './store-weights.ts';

export interface Weights {
  /** Integer weights of a linear node and the floats that they stand for, both by node name. */
  of(node: Node): { readonly float: LinearWeight; readonly integer: IntegerWeight };
  /** To add to a node's float bias, one value an output channel. */
  biasShift(node: Node): Float32Array | undefined;
}

/** A value's integers in the artifact, and how to read them. */
export interface Integers {
  readonly q: Value;
  readonly params: QParams;
}

/**
 * Rewrites a float graph into integers, node by node in topological order. For each value it knows the float form (the value itself) and,
 * where the plan gives a spec, the integer form; a reader takes the one that it needs, so no pair stands where nobody wants it, and every
 * produced value has one QuantizeLinear (two on one convolution would make onnxruntime leave it float).
 */
export class Converter {
  readonly model: Model;
  readonly plan: Plan;
  readonly backend: Backend;
  readonly params: ReadonlyMap<string, QParams>;
  readonly weights: Weights;
  readonly #integers = new Map<Value, Integers>();
  readonly #named = new Map<string, Integers>();
  readonly #dequantized = new Map<Value, Value>();
  readonly #pairs: PairWriter;

  constructor(model: Model, plan: Plan, options: { backend: Backend; params: ReadonlyMap<string, QParams>; weights: Weights }) {
    this.model = model;
    this.plan = plan;
    this.backend = options.backend;
    this.params = options.params;
    this.weights = options.weights;
    this.#pairs = new PairWriter(model.graph);
  }

  /** The integers of each value that has some, by the value's name in the prepared model. */
  get integers(): ReadonlyMap<string, Integers> {
    return this.#named;
  }

  get graph(): Graph {
    return this.model.graph;
  }

  convert(node: Node): void {
    const plan = this.plan.nodes.get(node.name);
    if (plan?.placement === 'movement') {
      this.#movement(node);
    } else if (plan?.placement === 'weights') storeWeights(this.graph, node, this.weights);
    else if (plan?.placement === 'integer') {
      if (isLinear(node)) this.#linear(node);
      else this.#compute(node);
    }
  }

  /** Float readers of values that only exist as integers read them dequantized; so do graph outputs. */
  finish(): void {
    for (const [value, { q }] of this.#integers) {
      if (this.plan.quantizedFloats.has(value.name)) continue;
      const quantizer = q.producer?.opType === 'QuantizeLinear' ? q.producer : undefined;
      const readers = value.uses.filter((u) => u.node !== quantizer && this.#isAlive(u.node));
      if (readers.length > 0) {
        const dq = this.#dequantize(value);
        for (const { node, index } of readers) node.setInput(index, dq);
      }
      if (value.isOutput) this.#dequantizeOutput(value);
    }
  }

  /** The original of a movement node that has a twin on integers, or of a vanished rectifier, is dead and no reader. */
  #isAlive(node: Node): boolean {
    const placement = this.plan.nodes.get(node.name)?.placement;
    return node.graph !== this.graph || (placement !== 'movement' && placement !== 'absorbed');
  }

  #dequantizeOutput(value: Value): void {
    const { q, params } = this.#integers.get(value) as Integers;
    const node = this.#pairs.dequantize(q, params, value.name);
    const { name } = value;
    value.rename(this.graph.names.fresh(`${name}_float`));
    node.output.rename(name);
    node.output.dtype = value.dtype;
    node.output.shape = value.shape;
    this.graph.swapOutput(value, node.output);
  }

  #linear(node: Node): void {
    const { float, integer } = this.weights.of(node);
    if (node.opType === 'MatMul') return this.#dynamicMatMul(node, integer);
    const x = this.#integerOf(node.input(0) as Value);
    const shift = this.weights.biasShift(node);
    const bias = shift === undefined ? float.bias : float.bias.map((b, c) => b + (shift[c] as number));
    const made = quantizeBias(bias, integer, float.w, x.params.scale);
    const base = (node.input(1) as Value).name;
    node.setInput(0, this.#dequantize(node.input(0) as Value));
    node.setInput(1, this.#pairs.weight(made.weight, base, node));
    node.setInput(2, this.#pairs.bias(made.bias, made.biasScales, `${node.name}_bias`, node));
    if (node.opType === 'Gemm') for (const a of ['alpha', 'beta']) node.attributes.delete(a);
    this.#quantizeOutput(node);
  }

  /**
   * DynamicQuantizeLinear → MatMulInteger → Cast → Mul, which onnxruntime fuses into DynamicQuantizeMatMul: as fast as static, more
   * accurate, and free of calibration (ort-integer-kernels.md §4).
   */
  #dynamicMatMul(node: Node, { q, scales, dims }: IntegerWeight): void {
    const base = (node.input(1) as Value).name;
    const at = { before: node, origins: node.origins };
    const dynamic = this.graph.addNode('DynamicQuantizeLinear', [node.input(0)], { ...at, name: `${node.name}_quantize`, outputs: 3 });
    const [x, scale, zeroPoint] = dynamic.outputs;
    const weight = this.graph.addConstant({ dtype: 'int8', dims, data: q }, `${base}_quantized`);
    const weightScale = this.graph.addConstant({ dtype: 'float32', dims: [scales.length], data: scales }, `${base}_scale`);
    const weightZero = this.graph.addConstant(
      { dtype: 'int8', dims: [scales.length], data: new Int8Array(scales.length) },
      `${base}_zero_point`,
    );
    const product = this.graph.addNode('MatMulInteger', [x, weight, zeroPoint, weightZero], { ...at, name: `${node.name}_integer` });
    const cast = this.graph.addNode('Cast', [product.output], { ...at, name: `${node.name}_cast`, attributes: { to: attr.int(1) } });
    const factor = this.graph.addNode('Mul', [scale, weightScale], { ...at, name: `${node.name}_factor` });
    const y = this.graph.addNode('Mul', [cast.output, factor.output], { ...at, name: `${node.name}_rescale` });
    y.output.dtype = 'float32';
    y.output.shape = node.output.shape;
    node.output.replaceAllUsesWith(y.output);
  }

  /** An operator with an integer kernel: DequantizeLinear on every operand, QuantizeLinear behind, which onnxruntime fuses. */
  #compute(node: Node): void {
    this.#readDequantized(node);
    this.#quantizeOutput(node);
  }

  #readDequantized(node: Node): void {
    for (const v of new Set(dataInputs(node))) {
      const dq = this.#dequantize(v);
      node.inputs.forEach((x, i) => {
        if (x === v) node.setInput(i, dq);
      });
    }
  }

  /**
   * The value that owns the spec is the node's output, or the output of the rectifier that vanishes into its range.
   */
  #quantizeOutput(node: Node): void {
    const reader = node.output.soleConsumer;
    const absorbed = reader !== undefined && this.plan.nodes.get(reader.name)?.placement === 'absorbed';
    const value = absorbed ? reader.output : node.output;
    const params = this.params.get(value.name);
    if (params === undefined) return;
    const q = this.#pairs.quantize(node.output, this.#safe(node, params), value.name, { after: node }).output;
    this.#keep(value, { q, params: this.#safe(node, params) });
  }

  /** QLinearGlobalAveragePool fails at run time where the input's scale is some 10⁵ times the output's. */
  #safe(node: Node, params: QParams): QParams {
    if (node.opType !== 'GlobalAveragePool') return params;
    const input = node.input(0)?.producer?.input(1)?.constant?.tensor.data[0];
    return { ...params, scale: Math.max(params.scale, Math.fround(Number(input ?? 0) / 2e4)) };
  }

  #movement(node: Node): void {
    const factor = scalarFactor(node);
    const first = this.#integerOf(factor?.x ?? (node.input(0) as Value));
    const outputs = node.outputs.map((o) => (o === undefined ? undefined : this.#paramsOf(o)));
    if (factor !== undefined) {
      this.#keep(node.output, { q: first.q, params: outputs[0] as QParams });
      return;
    }
    const twin = this.graph.addNode(node.opType === 'Relu' ? 'Clip' : node.opType, this.#movementInputs(node, first), {
      domain: node.domain,
      name: `${node.name}_quantized`,
      attributes: node.attributes,
      outputs: node.outputs.map((o) => (o === undefined ? '' : this.graph.names.fresh(`${o.name}_quantized`))),
      before: node,
      origins: [...node.origins, node.name],
    });
    node.outputs.forEach((o, i) => {
      const q = twin.outputs[i];
      const params = outputs[i];
      if (o === undefined || q === undefined || params === undefined) return;
      q.dtype = params.dtype;
      q.shape = o.shape;
      this.#keep(o, { q, params });
    });
  }

  /** The same operands as integers; bounds and pad values become integers of the same scale. */
  #movementInputs(node: Node, first: Integers): (Value | undefined)[] {
    const data = new Set(dataInputs(node));
    const integer = (x: number) => this.#pairs.scalar(quantizeValue(x, first.params), first.params.dtype);
    if (node.opType === 'Relu') return [first.q, integer(0)];
    const bound = (i: number) => {
      const v = node.input(i)?.constant?.tensor.data[0];
      return v === undefined ? undefined : integer(Number(v));
    };
    if (node.opType === 'Clip') return [first.q, bound(1), bound(2)];
    if (node.opType === 'Pad') return [first.q, node.input(1), bound(2) ?? integer(0), ...node.inputs.slice(3)];
    return node.inputs.map((v) => (v !== undefined && data.has(v) ? this.#integerOf(v).q : v));
  }

  #paramsOf(value: Value): QParams {
    const params = this.params.get(value.name);
    if (params === undefined) throw new Error(`value "${value.name}" has no parameters`);
    return params;
  }

  #integerOf(value: Value): Integers {
    const known = this.#integers.get(value);
    if (known !== undefined) return known;
    const made = value.isConstant ? this.#quantizeConstant(value) : this.#quantizeFloat(value);
    this.#keep(value, made);
    return made;
  }

  #keep(value: Value, integers: Integers): void {
    this.#integers.set(value, integers);
    this.#named.set(value.name, integers);
  }

  #quantizeFloat(value: Value): Integers {
    const params = this.#paramsOf(value);
    const after = value.producer;
    const [firstNode] = this.graph.nodes();
    const q = this.#pairs.quantize(value, params, value.name, { after, before: firstNode }).output;
    return { q, params };
  }

  /** A constant operand of Add or Mul: a float one would keep the whole operator float. */
  #quantizeConstant(value: Value): Integers {
    const tensor = (value.constant as NonNullable<Value['constant']>).tensor;
    const data = tensor.data as Float32Array;
    let min = 0;
    let max = 0;
    for (const x of data) {
      if (x < min) min = x;
      if (x > max) max = x;
    }
    const params = chooseQParams({ min, max }, this.backend.activations);
    const integers = Array.from(data, (x) => quantizeValue(x, params));
    const q = this.#pairs.vector(integers, tensor.dims, params.dtype, `${value.name}_quantized`);
    return { q, params };
  }

  /** One DequantizeLinear a value, shared by all its readers. */
  #dequantize(value: Value): Value {
    const known = this.#dequantized.get(value);
    if (known !== undefined) return known;
    const { q, params } = this.#integerOf(value);
    const [firstNode] = this.graph.nodes();
    const dq = this.#pairs.dequantize(q, params, value.name, { after: q.producer, before: firstNode }).output;
    this.#dequantized.set(value, dq);
    return dq;
  }
}
