import { OnnxError } from '../errors.ts';
import type { Attribute } from '../ir/attribute.ts';
import { attributeGraphs } from '../ir/attribute.ts';
import type { Graph } from '../ir/graph.ts';
import type { Model } from '../ir/model.ts';
import type { Node } from '../ir/node.ts';
import type { Value } from '../ir/value.ts';

/**
 * Throws OnnxError('graph/invalid') with the place where the graph breaks its own rules: a value is defined once; nodes stand behind
 * what they and their bodies read; a name, looked up where it is read, finds that very value; uses agree with inputs in both directions;
 * nothing removed is still read; every output is made in its own graph; attributes and shapes can be written down.
 * Linear in the graph; numbers of constants are not looked at.
 */
export function verifyModel(model: Model): void {
  const live = new Live();
  verifyGraph(model.graph, undefined, live);
  for (const value of live.values) verifyUses(value, live);
}

/** Everything that is reachable from the main graph. */
class Live {
  readonly nodes: Set<Node> = new Set();
  readonly values: Set<Value> = new Set();
}

/** What may be read inside one graph: the values that exist so far, found by name through the graphs around. */
interface Frame {
  readonly graph: Graph;
  readonly declared: Map<string, Value>;
  readonly available: Set<Value>;
  readonly outer: Frame | undefined;
}

function verifyGraph(graph: Graph, outer: Frame | undefined, live: Live): void {
  const frame: Frame = { graph, declared: new Map(), available: new Set(), outer };
  const nodes = linkedNodes(graph);
  const inputs = new Set(graph.inputs);
  for (const value of graph.inputs) declare(value, `input of ${title(graph)}`, frame, live);
  for (const value of graph.initializers) {
    if (!inputs.has(value)) declare(value, `initializer of ${title(graph)}`, frame, live);
    verifyConstant(value, inputs);
  }
  for (const value of frame.declared.values()) frame.available.add(value);
  for (const node of nodes) {
    node.outputs.forEach((value, i) => {
      if (value === undefined) return;
      declare(value, `output ${i} of ${label(node)}`, frame, live);
      if (value.producer !== node || value.outputIndex !== i)
        fail(`"${value.name}" does not know ${label(node)} as its producer`, node.name);
    });
  }
  for (const node of nodes) {
    live.nodes.add(node);
    verifyNode(node, frame, live);
    for (const value of node.outputs) if (value !== undefined) frame.available.add(value);
  }
  for (const value of graph.outputs) verifyOutput(value, frame);
}

/** The node list walked forwards, with its links and its length checked. */
function linkedNodes(graph: Graph): Node[] {
  const nodes = [...graph.nodes()];
  nodes.forEach((node, i) => {
    if (node.removed) fail(`${label(node)} was removed but is still in ${title(graph)}`, node.name);
    if (node.graph !== graph) fail(`${label(node)} belongs to another graph than ${title(graph)}`, node.name);
    if (node.prev !== nodes[i - 1] || node.next !== nodes[i + 1]) fail(`${label(node)} is linked wrongly in ${title(graph)}`, node.name);
  });
  if (nodes.length !== graph.nodeCount) fail(`${title(graph)} counts ${graph.nodeCount} nodes and has ${nodes.length}`, graph.name);
  return nodes;
}

function declare(value: Value, what: string, frame: Frame, live: Live): void {
  const { name } = value;
  if (name === '') fail(`${what} has no name`, what);
  if (value.graph !== frame.graph) fail(`"${name}" (${what}) belongs to another graph`, name);
  if (frame.declared.has(name)) fail(`the name "${name}" (${what}) is taken by another value of the same graph`, name);
  if (!frame.graph.names.has(name)) fail(`the name "${name}" (${what}) is not registered, so a fresh name could repeat it`, name);
  value.shape?.forEach((dim) => {
    if (typeof dim === 'number' && !(Number.isSafeInteger(dim) && dim >= 0)) fail(`"${name}" (${what}) has a dimension of ${dim}`, name);
  });
  frame.declared.set(name, value);
  live.values.add(value);
}

function verifyConstant(value: Value, inputs: ReadonlySet<Value>): void {
  const { constant, name } = value;
  if (constant === undefined) fail(`initializer "${name}" has no content`, name);
  if (inputs.has(value)) return;
  if (value.dtype !== constant.dtype) fail(`initializer "${name}" says it is ${value.dtype}, and its content is ${constant.dtype}`, name);
  if (String(value.shape) !== String(constant.dims)) {
    fail(`initializer "${name}" says its shape is [${value.shape}], and its content has [${constant.dims}]`, name);
  }
}

function verifyNode(node: Node, frame: Frame, live: Live): void {
  node.inputs.forEach((value, i) => {
    if (value === undefined) return;
    verifyRead(value, { reader: `${label(node)} (input ${i})`, frame, where: node.name });
    if (!value.useSet.get(node)?.has(i)) fail(`"${value.name}" does not list ${label(node)} (input ${i}) among its uses`, node.name);
  });
  for (const [name, attribute] of node.attributes) {
    verifyAttribute(attribute, `attribute "${name}" of ${label(node)}`, node.name);
    for (const body of attributeGraphs(attribute)) verifyGraph(body, frame, live);
  }
}

function verifyAttribute(attribute: Attribute, what: string, where: string): void {
  const ints = attribute.kind === 'int' ? [attribute.value] : attribute.kind === 'ints' ? attribute.value : [];
  const wrong = ints.find((value) => !Number.isInteger(value));
  if (wrong !== undefined) fail(`${what} is ${wrong}, which is no integer`, where);
}

interface Read {
  readonly reader: string;
  readonly frame: Frame;
  readonly where: string;
}

/** A value can be read where its name leads to it and it exists already. */
function verifyRead(value: Value, { reader, frame, where }: Read): void {
  const { name, producer } = value;
  for (let f: Frame | undefined = frame; f !== undefined; f = f.outer) {
    const found = f.declared.get(name);
    if (found === undefined) continue;
    if (found !== value) fail(`${reader} reads "${name}", but there that name stands for another value`, where);
    if (!f.available.has(value))
      fail(`${reader} reads "${name}" before ${producer === undefined ? 'it exists' : label(producer)} makes it`, where);
    return;
  }
  if (producer?.removed) fail(`${reader} reads "${name}" of ${label(producer)}, which was removed`, where);
  fail(`${reader} reads "${name}", which is in none of the graphs around it`, where);
}

function verifyOutput(value: Value, frame: Frame): void {
  const { name, producer } = value;
  if (frame.available.has(value)) return;
  const output = `output "${name}" of ${title(frame.graph)}`;
  if (producer?.removed) fail(`${output} was made by ${label(producer)}, which was removed`, name);
  fail(`${output} is made in no node, input or initializer of that graph`, name);
}

/** Each use that a value lists is an input of a node that is there. */
function verifyUses(value: Value, live: Live): void {
  for (const { node, index } of value.uses) {
    const use = `"${value.name}" lists ${label(node)} (input ${index}) as a use`;
    if (!live.nodes.has(node)) fail(`${use}, which is not in the model`, value.name);
    if (node.inputs[index] !== value) fail(`${use}, which reads something else there`, value.name);
  }
}

function label(node: Node): string {
  return node.name === '' ? `${node.opName} (${node.outputs.map((o) => o?.name ?? '').join(', ')})` : `${node.opName} "${node.name}"`;
}

function title(graph: Graph): string {
  return `graph "${graph.name}"`;
}

function fail(problem: string, where: string): never {
  throw new OnnxError('graph/invalid', `${problem}.`, { where });
}
