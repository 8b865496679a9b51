import type { Constant } from './constant.ts';
import type { ForeignType } from './foreign-type.ts';
import type { Graph } from './graph.ts';
import type { Node } from './node.ts';
import type { DType, Shape } from './tensor.ts';

export interface Use {
  readonly node: Node;
  readonly index: number;
}

/**
 * A tensor of the graph: a graph input, an initializer, or a node's output. It knows its producer and every use, also those inside the
 * bodies of If, Loop and Scan. Created by `Graph` only; identity matters, names are for people and for the file.
 */
export class Value {
  readonly graph: Graph;
  dtype: DType | undefined;
  shape: Shape | undefined;
  /** Set where the value is a sequence, map, optional …; dtype and shape are then undefined. */
  foreign: ForeignType | undefined;
  /** The ValueInfoProto as it stood in the file, where it holds more than name, dtype and shape; kept for writing. */
  unread: Uint8Array | undefined;
  /** Set on an initializer. An initializer that is also a graph input is a default, not a constant: see `isInput`. */
  constant: Constant | undefined;
  /** The node that makes this value and which of its outputs it is; undefined for graph inputs and initializers. */
  readonly producer: Node | undefined;
  readonly outputIndex: number;
  /** @internal changed by Node.setInput alone */
  readonly useSet: Map<Node, Set<number>> = new Map();
  #name: string;

  /** @internal use Graph's methods */
  constructor(graph: Graph, name: string, producer?: Node, outputIndex = 0) {
    this.graph = graph;
    this.#name = name;
    this.producer = producer;
    this.outputIndex = outputIndex;
  }

  get name(): string {
    return this.#name;
  }

  /** Renames; a name that another value holds is refused by throwing. */
  rename(name: string): void {
    if (name === this.#name) return;
    this.graph.names.claim(name);
    this.graph.names.release(this.#name);
    this.#name = name;
  }

  /** Uses by nodes, in insertion order. Being a graph output is not a use: see `isOutput`. */
  get uses(): readonly Use[] {
    const all: Use[] = [];
    for (const [node, indices] of this.useSet) for (const index of indices) all.push({ node, index });
    return all;
  }

  get useCount(): number {
    let n = 0;
    for (const indices of this.useSet.values()) n += indices.size;
    return n;
  }

  get isInput(): boolean {
    return this.graph.inputs.includes(this);
  }

  get isOutput(): boolean {
    return this.graph.outputs.includes(this);
  }

  /** A constant that no caller can replace at run time. */
  get isConstant(): boolean {
    return this.constant !== undefined && !this.isInput;
  }

  /** The one node that reads this value, if there is exactly one use and the value is no graph output. */
  get soleConsumer(): Node | undefined {
    if (this.useCount !== 1 || this.isOutput) return undefined;
    return this.useSet.keys().next().value;
  }

  /**
   * Every reader reads `other` instead. Where this value is a graph output, `other` takes over both place and name, so the graph's
   * interface stays; where `other` cannot (it is an input, a constant, an output already, or of another graph), an Identity stands between.
   */
  replaceAllUsesWith(other: Value): void {
    if (other === this) return;
    for (const { node, index } of this.uses) node.setInput(index, other);
    if (!this.isOutput) return;
    const name = this.name;
    let stand = other;
    if (other.graph !== this.graph || other.producer === undefined || other.isOutput) {
      stand = this.graph.addNode('Identity', [other]).output;
      stand.dtype = this.dtype;
      stand.shape = this.shape;
    }
    this.rename(this.graph.names.fresh(`${name}_replaced`));
    stand.rename(name);
    this.graph.swapOutput(this, stand);
  }
}
