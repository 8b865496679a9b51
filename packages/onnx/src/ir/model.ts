import type { Attribute } from './attribute.ts';
import { Graph } from './graph.ts';
import type { Node } from './node.ts';
import type { Value } from './value.ts';

/** A model: one main graph and what stands around it in the file. */
export class Model {
  readonly graph: Graph;
  irVersion = 10;
  producerName = '';
  producerVersion = '';
  domain = '';
  modelVersion = 0;
  doc = '';
  /** Opset version by domain; '' is ai.onnx. */
  readonly opsets: Map<string, number> = new Map();
  readonly metadata: Map<string, string> = new Map();
  /** Encoded FunctionProto messages of model-local functions; kept as they are. */
  readonly functions: Uint8Array[] = [];
  /** Encoded ModelProto fields that have no place here (training info, device configurations); kept for writing. */
  unread: Uint8Array | undefined;

  constructor(graph: Graph) {
    this.graph = graph;
  }

  /** Opset of the default domain; 0 where the file names none. */
  get opset(): number {
    return this.opsets.get('') ?? 0;
  }

  /** A copy that shares constants' bytes and nothing else: every graph, node and value is new, every name the same. */
  clone(): Model {
    const copy = new Model(cloneGraph(this.graph));
    copy.irVersion = this.irVersion;
    copy.producerName = this.producerName;
    copy.producerVersion = this.producerVersion;
    copy.domain = this.domain;
    copy.modelVersion = this.modelVersion;
    copy.doc = this.doc;
    copy.unread = this.unread;
    for (const [k, v] of this.opsets) copy.opsets.set(k, v);
    for (const [k, v] of this.metadata) copy.metadata.set(k, v);
    copy.functions.push(...this.functions);
    return copy;
  }
}

function cloneGraph(source: Graph, outer: ReadonlyMap<Value, Value> = new Map(), names?: Graph['names']): Graph {
  const graph = new Graph(source.name, names);
  graph.doc = source.doc;
  graph.unread = source.unread;
  const map = new Map(outer);
  for (const v of source.inputs) {
    const input = graph.addInput(v.name, v.dtype, v.shape);
    copyType(v, input);
    map.set(v, input);
  }
  for (const v of source.initializers) {
    const constant = v.constant;
    if (constant === undefined) continue;
    const input = map.get(v);
    if (input !== undefined) {
      input.constant = constant;
      graph.initializers.add(input);
    } else {
      const own = graph.addConstant(constant, v.name, { exact: true });
      copyType(v, own);
      map.set(v, own);
    }
  }
  // Two rounds, since a file need not be in topological order: nodes first, then their inputs.
  const made: [Node, Node][] = [];
  for (const n of source.nodes()) {
    const node = graph.addNode(n.opType, [], {
      domain: n.domain,
      name: n.name,
      outputs: n.outputs.map((o) => o?.name ?? ''),
      sharedNames: true,
      origins: n.origins,
    });
    node.unread = n.unread;
    n.outputs.forEach((o, i) => {
      const own = node.outputs[i];
      if (o === undefined || own === undefined) return;
      copyType(o, own);
      map.set(o, own);
    });
    made.push([n, node]);
  }
  for (const [n, node] of made) {
    node.setInputs(n.inputs.map((v) => (v === undefined ? undefined : (map.get(v) ?? v))));
    for (const [k, a] of n.attributes) node.attributes.set(k, cloneAttribute(a, map, graph));
  }
  for (const o of source.outputs) graph.addOutput(map.get(o) ?? o);
  return graph;
}

function copyType(from: Value, to: Value): void {
  to.dtype = from.dtype;
  to.shape = from.shape;
  to.foreign = from.foreign;
  to.unread = from.unread;
}

function cloneAttribute(a: Attribute, map: ReadonlyMap<Value, Value>, graph: Graph): Attribute {
  if (a.kind === 'graph') return { ...a, value: cloneGraph(a.value, map, graph.names) };
  if (a.kind === 'graphs') return { ...a, value: a.value.map((g) => cloneGraph(g, map, graph.names)) };
  return a;
}
