import { OnnxError, type OnnxErrorCode } from '../errors.ts';
import type { Attribute } from '../ir/attribute.ts';
import { Graph } from '../ir/graph.ts';
import type { NameScope } from '../ir/names.ts';
import type { Node } from '../ir/node.ts';
import type { Value } from '../ir/value.ts';
import type { AttributeDescription, GraphDescription, NodeDescription, ValueDescription } from './description.ts';
import { Scope } from './scope.ts';

/**
 * Connects a description by its names. Nodes may stand in any order and come out sorted; a body's references to outer values become
 * the same Value objects; a body output that is directly an outer value gets an Identity, so that each graph owns its outputs.
 * Throws an OnnxError with `code` on a duplicate, unknown or cyclic name.
 */
export function linkGraph(description: GraphDescription, code: OnnxErrorCode): Graph {
  return new Linker(code).link(description, undefined, undefined);
}

class Linker {
  readonly #code: OnnxErrorCode;

  constructor(code: OnnxErrorCode) {
    this.#code = code;
  }

  link(description: GraphDescription, names: NameScope | undefined, outer: Scope | undefined): Graph {
    const graph = new Graph(description.name, names);
    const scope = new Scope(outer);
    graph.doc = description.doc;
    graph.unread = description.unread;
    this.#addInputs(graph, scope, description);
    this.#addInitializers(graph, scope, description);
    const nodes = description.nodes.map((n, i) => this.#addNode(graph, scope, n, i));
    for (const info of description.infos) describe(scope.own(info.name), info);
    nodes.forEach((node, i) => {
      scope.position = i;
      this.#connect(node, scope, description.nodes[i] as NodeDescription);
    });
    scope.position = nodes.length;
    for (const output of description.outputs) this.#addOutput(graph, scope, output);
    if (scope.unsorted) this.#sort(graph);
    return graph;
  }

  #addInputs(graph: Graph, scope: Scope, description: GraphDescription): void {
    for (const input of description.inputs) {
      this.#refuseDuplicate(scope, input.name, 'graph input', input.place);
      const value = graph.addInput(input.name, input.dtype, input.shape);
      describe(value, input);
      scope.define(value);
    }
  }

  /** An initializer that is listed as a graph input too is that input's default. */
  #addInitializers(graph: Graph, scope: Scope, description: GraphDescription): void {
    for (const { name, constant, place } of description.initializers) {
      const input = scope.own(name);
      if (input !== undefined && input.constant === undefined) {
        input.constant = constant;
        graph.initializers.add(input);
        continue;
      }
      this.#refuseDuplicate(scope, name, 'initializer', place);
      scope.define(graph.addConstant(constant, name, { exact: true }));
    }
  }

  #addNode(graph: Graph, scope: Scope, d: NodeDescription, position: number): Node {
    const node = graph.addNode(d.opType, [], { domain: d.domain, name: d.name, outputs: d.outputs, sharedNames: true });
    node.unread = d.unread;
    for (const o of node.outputs) {
      if (o === undefined) continue;
      this.#refuseDuplicate(scope, o.name, `output of ${title(d)}`, d.place);
      scope.define(o, position);
    }
    return node;
  }

  #connect(node: Node, scope: Scope, d: NodeDescription): void {
    node.setInputs(
      d.inputs.map((name, i) => {
        if (name === '') return undefined;
        return scope.resolve(name) ?? this.#fail(`${title(d)} reads "${name}" (input ${i}), which nothing in its scope produces.`, d.place);
      }),
    );
    for (const [name, a] of d.attributes) node.attributes.set(name, this.#linkAttribute(a, node.graph.names, scope));
  }

  #linkAttribute(a: AttributeDescription, names: NameScope, scope: Scope): Attribute {
    if (a.kind === 'graph') return { ...a, value: this.link(a.value, names, scope) };
    if (a.kind === 'graphs') return { ...a, value: a.value.map((g) => this.link(g, names, scope)) };
    return a;
  }

  #addOutput(graph: Graph, scope: Scope, d: ValueDescription): void {
    const own = scope.own(d.name);
    const found = own ?? scope.resolve(d.name);
    if (found === undefined) this.#fail(`Output "${d.name}" of graph "${graph.name}" is produced by nothing.`, d.place);
    let value: Value = found;
    if (own === undefined) {
      value = graph.addNode('Identity', [found]).output;
      value.dtype = found.dtype;
      value.shape = found.shape;
    }
    describe(value, d);
    graph.addOutput(value);
  }

  #sort(graph: Graph): void {
    try {
      graph.sort();
    } catch (cause) {
      this.#fail(`${(cause as Error).message}; an ONNX graph must be acyclic.`, graph.name, cause);
    }
  }

  #refuseDuplicate(scope: Scope, name: string, what: string, place: string): void {
    if (scope.own(name) !== undefined) this.#fail(`The name "${name}" (${what}) is taken by another value of the same graph.`, place);
  }

  #fail(detail: string, where: string, cause?: unknown): never {
    throw new OnnxError(this.#code, `${detail} (${where})`, { where, cause });
  }
}

/** Puts on a value what an info says of it; what it leaves open stays as it is. A constant's type is that of its numbers. */
function describe(value: Value | undefined, d: ValueDescription): void {
  if (value === undefined) return;
  if (d.unread !== undefined) value.unread = d.unread;
  if (value.constant !== undefined) return;
  if (d.dtype !== undefined) value.dtype = d.dtype;
  if (d.shape !== undefined) value.shape = d.shape;
  if (d.foreign !== undefined) value.foreign = d.foreign;
}

function title(d: NodeDescription): string {
  return d.name === '' ? d.opType : `${d.opType} "${d.name}"`;
}
