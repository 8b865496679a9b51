import { constantOf, describeNode, type Node, type Refusal, refuse, type Value } from '@octet/onnx';

/**
 * All values [N, C, H, W] that must change together where one of them gets more channels: what operators between them work on each channel
 * alone, and convolutions mix channels only at the ends.
 */
export interface ChannelSpan {
  readonly channels: number;
  readonly values: ReadonlySet<Value>;
  /** Conv of one group that make a value of the span: C filters. */
  readonly makers: ReadonlySet<Node>;
  /** Conv of one group that read one: C input channels. A Conv may be maker and reader. */
  readonly readers: ReadonlySet<Node>;
  /** Conv of C groups and C filters inside the span. */
  readonly depthwise: ReadonlySet<Node>;
  /** Constants of the other operators that hold a number per channel. */
  readonly operands: readonly ChannelOperand[];
}

export interface ChannelOperand {
  readonly node: Node;
  readonly index: number;
  /** Which axis of the constant is the channels'. */
  readonly axis: number;
}

/** The span of a maker's output, or the first place where a wider one would be seen. */
export function channelSpan(maker: Node): ChannelSpan | Refusal {
  const channels = maker.input(1)?.shape?.[0];
  if (typeof channels !== 'number') return refuse('its number of filters is unknown');
  const walk = new Walk(channels);
  return walk.from(maker.output) ?? walk;
}

/** Operators that work on each channel alone and make something finite of zeros. Their other inputs are bounds. */
const unary: ReadonlySet<string> = new Set(
  `Relu LeakyRelu Clip Elu Selu Celu HardSigmoid HardSwish Sigmoid Tanh Softplus Softsign Mish Gelu Erf Abs Neg Identity com.microsoft.Gelu
  com.microsoft.QuickGelu MaxPool AveragePool GlobalMaxPool GlobalAveragePool`.split(/\s+/),
);
/** The same of several operands, which broadcast. Not Div: 0/0. */
const broadcasting: ReadonlySet<string> = new Set(['Add', 'Sub', 'Mul', 'Max', 'Min', 'PRelu']);

class Walk implements ChannelSpan {
  readonly channels: number;
  readonly values: Set<Value> = new Set();
  readonly makers: Set<Node> = new Set();
  readonly readers: Set<Node> = new Set();
  readonly depthwise: Set<Node> = new Set();
  readonly operands: ChannelOperand[] = [];
  readonly #inside: Set<Node> = new Set();
  readonly #queue: Value[] = [];

  constructor(channels: number) {
    this.channels = channels;
  }

  from(start: Value): Refusal | undefined {
    const pinned = bodyOutputs(start);
    this.#queue.push(start);
    for (let v = this.#queue.pop(); v !== undefined; v = this.#queue.pop()) {
      if (this.values.has(v)) continue;
      this.values.add(v);
      const refusal = this.#seen(v, pinned) ?? this.#made(v) ?? this.#read(v);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  #seen(v: Value, pinned: ReadonlySet<Value>): Refusal | undefined {
    if (v.isOutput) return refuse(`its channels reach the output "${v.name}" of the graph`);
    if (pinned.has(v)) return refuse(`"${v.name}" is an output of a body below`);
    if (v.shape?.length === 4 && v.shape[1] === this.channels) return undefined;
    return refuse(`"${v.name}" is not known to be an image of ${this.channels} channels`);
  }

  #made(v: Value): Refusal | undefined {
    const node = v.producer;
    if (node === undefined) return refuse(`its channels meet those of "${v.name}", which no convolution makes`);
    if (!isDenseConv(node)) return this.#inner(node);
    this.makers.add(node);
    return notPaddable(node);
  }

  #read(v: Value): Refusal | undefined {
    for (const { node, index } of v.uses) {
      if (node.graph !== v.graph) return refuse(`its channels reach ${describeNode(node)} of a body below`, node);
      if (isDenseConv(node) && index === 0) this.readers.add(node);
      const refusal = isDenseConv(node) ? notPaddable(node) : this.#inner(node);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  /** A node with channels of the span on both sides. */
  #inner(node: Node): Refusal | undefined {
    if (this.#inside.has(node)) return undefined;
    this.#inside.add(node);
    if (node.outputs.length !== 1) return refuse(`its channels reach ${describeNode(node)}, which has several outputs`, node);
    this.#queue.push(node.output);
    if (node.opName === 'Conv') return this.#innerConv(node);
    if (unary.has(node.opName)) return this.#follow(node, 0);
    if (!broadcasting.has(node.opName)) return refuse(`its channels reach ${describeNode(node)}`, node);
    for (const index of node.inputs.keys()) {
      const refusal = this.#follow(node, index);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  #innerConv(node: Node): Refusal | undefined {
    const weight = node.input(1)?.shape;
    if (node.intAttr('group', 1) !== this.channels || weight?.[0] !== this.channels || weight[1] !== 1) {
      return refuse(`its channels reach the grouped ${describeNode(node)}`, node);
    }
    this.depthwise.add(node);
    return notPaddable(node) ?? this.#follow(node, 0);
  }

  /** Goes on through an input of C channels, notes a constant of them; what has one number for all channels may stay. */
  #follow(node: Node, index: number): Refusal | undefined {
    const v = node.input(index);
    if (v?.shape === undefined) return refuse(`the shape of an input of ${describeNode(node)} is unknown`, node);
    const axis = v.shape.length - 3;
    if (axis < 0 || v.shape[axis] === 1) return undefined;
    if (v.shape[axis] !== this.channels || axis > 1) return refuse(`"${v.name}" meets its channels in another shape`, node);
    if (!v.isConstant) this.#queue.push(v);
    else if (v.dtype === 'float32') this.operands.push({ node, index, axis });
    else return refuse(`"${v.name}" is ${v.dtype}, not float32`, node);
    return undefined;
  }
}

function isDenseConv(node: Node): boolean {
  return node.opName === 'Conv' && node.intAttr('group', 1) === 1;
}

/** Zeros are added to weight and bias, so these must be float32 constants. */
function notPaddable(conv: Node): Refusal | undefined {
  for (const v of conv.inputs.slice(1)) {
    if (v === undefined) continue;
    if (constantOf(v) === undefined) return refuse(`"${v.name}" of ${describeNode(conv)} is computed at run time`, conv);
    if (v.dtype !== 'float32') return refuse(`"${v.name}" of ${describeNode(conv)} is ${v.dtype}, not float32`, conv);
  }
  return undefined;
}

/** Values that bodies below give out as they are: no use-def edge tells of it. */
function bodyOutputs(value: Value): ReadonlySet<Value> {
  const found = new Set<Value>();
  for (const node of value.graph.allNodes()) for (const body of node.subgraphs) for (const v of body.outputs) found.add(v);
  return found;
}
