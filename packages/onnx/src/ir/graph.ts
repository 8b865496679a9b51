import type { Attribute } from './attribute.ts';
import { attributeGraphs } from './attribute.ts';
import { Constant } from './constant.ts';
import { NameScope } from './names.ts';
import { Node } from './node.ts';
import type { DType, Shape, Tensor } from './tensor.ts';
import { Value } from './value.ts';

export interface NodeOptions {
  readonly domain?: string;
  /** Node name; a fresh one from the op type where absent. */
  readonly name?: string;
  readonly attributes?: Readonly<Record<string, Attribute>> | ReadonlyMap<string, Attribute>;
  /** How many outputs, or their names ('' leaves an output out). Default 1, freshly named after the node. */
  readonly outputs?: number | readonly string[];
  /** Names given in `outputs` come from a file, where sibling subgraphs may repeat them. */
  readonly sharedNames?: boolean;
  readonly before?: Node;
  readonly after?: Node;
  readonly origins?: Iterable<string>;
}

/** A mutable graph with tracked use-def edges. Nodes form a linked list whose iteration survives insertion and removal. */
export class Graph {
  name: string;
  readonly names: NameScope;
  readonly inputs: Value[] = [];
  readonly outputs: Value[] = [];
  /** Initializers in file order. Also those that are listed as graph inputs. */
  readonly initializers: Set<Value> = new Set();
  doc = '';
  /** Encoded GraphProto fields that have no place here (quantization annotations, metadata); kept for writing. */
  unread: Uint8Array | undefined;
  #first: Node | undefined;
  #last: Node | undefined;
  #nodeCount = 0;

  constructor(name: string, names: NameScope = new NameScope()) {
    this.name = name;
    this.names = names;
  }

  get nodeCount(): number {
    return this.#nodeCount;
  }

  /** Nodes in list order, which is topological unless a file says otherwise (`sort`). */
  *nodes(): Generator<Node> {
    let n = this.#first;
    while (n !== undefined) {
      yield n;
      if (!n.removed) n = n.next;
      else {
        // The loop's body removed n; its link still points at what followed it then.
        while (n?.removed) n = n.next;
      }
    }
  }

  /** Nodes of this graph and, depth first, of all bodies below it. */
  *allNodes(): Generator<Node> {
    for (const n of this.nodes()) {
      yield n;
      for (const g of n.subgraphs) yield* g.allNodes();
    }
  }

  addInput(name: string, dtype: DType | undefined, shape: Shape | undefined): Value {
    this.names.share(name);
    const v = new Value(this, name);
    v.dtype = dtype;
    v.shape = shape;
    this.inputs.push(v);
    return v;
  }

  /** Adds an initializer. The name is made fresh unless it comes from a file (`exact`). */
  addConstant(content: Tensor | Constant, name = 'const', options: { exact?: boolean } = {}): Value {
    const own = options.exact ? name : this.names.fresh(name);
    this.names.share(own);
    const v = new Value(this, own);
    v.constant = content instanceof Constant ? content : Constant.of(content);
    v.dtype = v.constant.dtype;
    v.shape = v.constant.dims;
    this.initializers.add(v);
    return v;
  }

  /** Makes a value of this graph a graph output, under its own name. */
  addOutput(value: Value): void {
    this.outputs.push(value);
  }

  /** @internal replaces every mention of `old` among the graph outputs */
  swapOutput(old: Value, value: Value): void {
    for (let i = 0; i < this.outputs.length; i++) if (this.outputs[i] === old) this.outputs[i] = value;
  }

  addNode(opType: string, inputs: readonly (Value | undefined)[], options: NodeOptions = {}): Node {
    const name = options.name ?? '';
    const base = name !== '' ? name : opType;
    const outputs = options.outputs ?? 1;
    const wanted = typeof outputs === 'number' ? Array.from({ length: outputs }, () => undefined) : outputs;
    const attributes =
      options.attributes instanceof Map
        ? new Map(options.attributes)
        : new Map(Object.entries((options.attributes ?? {}) as Record<string, Attribute>));
    const node = new Node(this, opType, {
      domain: options.domain === 'ai.onnx' ? '' : (options.domain ?? ''),
      name,
      attributes,
      outputs: (n) =>
        wanted.map((given, i) => {
          if (given === '') return undefined;
          const own = given ?? this.names.fresh(i === 0 ? `${base}_out` : `${base}_out${i}`);
          if (given !== undefined && options.sharedNames) this.names.share(own);
          else this.names.claim(own);
          return new Value(this, own, n, i);
        }),
    });
    node.setInputs(inputs);
    for (const o of options.origins ?? []) node.origins.add(o);
    this.#link(node, options.before ?? options.after?.next, options.before === undefined && options.after === undefined);
    return node;
  }

  #link(node: Node, before: Node | undefined, atEnd: boolean): void {
    const prev = atEnd || before === undefined ? this.#last : before.prev;
    const next = atEnd ? undefined : before;
    node.prev = prev;
    node.next = next;
    if (prev === undefined) this.#first = node;
    else prev.next = node;
    if (next === undefined) this.#last = node;
    else next.prev = node;
    this.#nodeCount++;
  }

  /** @internal used by Node.remove; leaves node.next for iterators that stand on it */
  unlink(node: Node): void {
    if (node.prev === undefined) this.#first = node.next;
    else node.prev.next = node.next;
    if (node.next === undefined) this.#last = node.prev;
    else node.next.prev = node.prev;
    this.#nodeCount--;
  }

  /** Drops an initializer that nobody reads. */
  removeConstant(value: Value): void {
    if (value.useCount > 0 || value.isOutput) throw new Error(`cannot remove initializer "${value.name}": it is still read`);
    if (this.initializers.delete(value) && !value.isInput) this.names.release(value.name);
  }

  /** Removes nodes whose outputs nobody reads, then initializers that nobody reads. Returns how many nodes went. */
  sweep(): number {
    let removed = 0;
    let n = this.#last;
    while (n !== undefined) {
      const prev: Node | undefined = n.prev;
      if (n.outputs.every((o) => o === undefined || (o.useCount === 0 && !o.isOutput))) {
        n.remove();
        removed++;
      }
      n = prev;
    }
    for (const v of [...this.initializers]) if (v.useCount === 0 && !v.isOutput && !v.isInput) this.removeConstant(v);
    return removed;
  }

  /** Reorders the nodes topologically, keeping the present order where it is free to. Throws on a cycle, naming a node on it. */
  sort(): void {
    const nodes = [...this.nodes()];
    const position = new Map(nodes.map((n, i) => [n, i]));
    const done = new Set<Node>();
    const open = new Set<Node>();
    const order: Node[] = [];
    for (const root of nodes) {
      const stack: { node: Node; deps: Node[]; next: number }[] = [];
      const push = (node: Node) => {
        if (done.has(node)) return;
        if (open.has(node)) throw new Error(`the graph has a cycle through ${node.opType} "${node.name}" (${node.outputs[0]?.name})`);
        open.add(node);
        stack.push({ node, deps: dependencies(node, this).filter((d) => position.has(d)), next: 0 });
      };
      push(root);
      while (stack.length > 0) {
        const top = stack[stack.length - 1] as { node: Node; deps: Node[]; next: number };
        const dep = top.deps[top.next++];
        if (dep !== undefined) push(dep);
        else {
          stack.pop();
          open.delete(top.node);
          done.add(top.node);
          order.push(top.node);
        }
      }
    }
    this.#first = undefined;
    this.#last = undefined;
    this.#nodeCount = 0;
    for (const n of order) this.#link(n, undefined, true);
  }

  /** Takes a body out of use: its nodes stop being readers of outer values. */
  dispose(): void {
    this.outputs.length = 0;
    for (const n of [...this.nodes()].reverse()) {
      for (const g of n.subgraphs) g.dispose();
      n.setInputs([]);
    }
  }

  /** The value of that name in this graph (not in bodies below or graphs above). Linear; for tests and for reading user input. */
  find(name: string): Value | undefined {
    for (const v of this.inputs) if (v.name === name) return v;
    for (const v of this.initializers) if (v.name === name) return v;
    for (const n of this.nodes()) for (const o of n.outputs) if (o?.name === name) return o;
    return undefined;
  }
}

/** Producers in `graph` that must come before `node`: of its inputs, and of outer values that its bodies read. */
function dependencies(node: Node, graph: Graph): Node[] {
  const found: Node[] = [];
  const visit = (n: Node) => {
    for (const v of n.inputs) if (v?.producer !== undefined && v.graph === graph) found.push(v.producer);
    for (const a of n.attributes.values()) {
      for (const body of attributeGraphs(a)) {
        for (const inner of body.nodes()) visit(inner);
        for (const o of body.outputs) if (o.graph === graph && o.producer !== undefined) found.push(o.producer);
      }
    }
  };
  visit(node);
  return found;
}
