import type { Node, RewriteRecord, Tensor, Value } from '@octet/onnx';
import { constantNodeTensor, encodeToBuffer, Graph, Model, nodeLabel, originsOf } from '@octet/onnx';
import type { Runner } from '../ports.ts';

export interface FoldConstantsOptions {
  readonly runner: Runner;
  /** A result larger than this and than all constants it is made of stays a computation. Default 16 MiB. */
  readonly growthLimitBytes?: number;
}

const rule = 'fold-constants';

/**
 * Replaces what is computed from constants alone by its value, so that weights behind Constant, Reshape, Transpose, Cast … become
 * initializers. All of it is computed in one run of one model. Left alone: random operators, quantization (its integers are the point),
 * operators with bodies, results that are not tensors, and graph outputs.
 */
export async function foldConstants(model: Model, options: FoldConstantsOptions): Promise<RewriteRecord> {
  const applied: RewriteRecord['applied'][number][] = [];
  const refused: RewriteRecord['refused'][number][] = [];
  for (const node of model.graph.nodes()) {
    const tensor = constantNodeTensor(node);
    if (tensor === undefined || node.output.isOutput) continue;
    applied.push({ rule, node: nodeLabel(node), origins: [...originsOf(node), rule] });
    substitute(node.output, tensor);
    node.remove();
  }

  const foldable = foldableNodes(model.graph);
  const results = [...foldable].flatMap((n) => n.outputs).filter((v) => v !== undefined && isReadOutside(v, foldable)) as Value[];
  if (results.length > 0) {
    const tensors = await compute(model, foldable, results, options.runner);
    const limit = options.growthLimitBytes ?? 16 * 2 ** 20;
    const stand: [Value, string][] = [];
    for (const value of results) {
      const tensor = tensors[value.name];
      if (tensor === undefined) continue;
      const bytes = sizeBytes(tensor);
      const node = value.producer as Node;
      if (bytes > limit && bytes > sourceBytes(node)) {
        refused.push({
          rule,
          node: nodeLabel(node),
          reason: `its result takes ${bytes} bytes, more than the ${sourceBytes(node)} it is made of`,
        });
        continue;
      }
      applied.push({ rule, node: nodeLabel(node), origins: [...originsOf(node), rule] });
      stand.push([substitute(value, tensor), value.name]);
    }
    model.graph.sweep();
    for (const [constant, name] of stand) if (!model.graph.names.has(name)) constant.rename(name);
  }
  return { modified: applied.length > 0, applied, refused };
}

/** The readers of a computed value read a constant instead. */
function substitute(value: Value, tensor: Tensor): Value {
  const constant = value.graph.addConstant(tensor, value.name);
  for (const { node, index } of value.uses) node.setInput(index, constant);
  return constant;
}

function foldableNodes(graph: Graph): Set<Node> {
  const foldable = new Set<Node>();
  for (const node of graph.nodes()) {
    if (node.domain !== '' || node.subgraphs.length > 0 || left.test(node.opType)) continue;
    const inputs = node.inputs.filter((v) => v !== undefined);
    if (inputs.length === 0 || !inputs.every((v) => v.isConstant || (v.producer !== undefined && foldable.has(v.producer)))) continue;
    const held = [...inputs, ...node.outputs].every((v) => v?.dtype === undefined || !unheld.test(v.dtype));
    const castTo = node.opType === 'Cast' ? node.intAttr('to', 0) : 1;
    if (held && castTo >= 1 && castTo <= 13) foldable.add(node);
  }
  return foldable;
}

/** Not functions of their inputs, not tensors, or integers that must stay integers. */
const left = /^(Random|Bernoulli|Multinomial|Dropout|Sequence|SplitToSequence|ConcatFromSequence|Optional|.*[Qq]uantizeLinear|Constant$)/;
/** Element types that do not cross into JavaScript; Cast's codes above 13 are these and complex numbers. */
const unheld = /^(bfloat16|float8|float4|complex|u?int[24]$)/;

function isReadOutside(value: Value, inside: ReadonlySet<Node>): boolean {
  return [...value.useSet.keys()].some((reader) => !inside.has(reader));
}

/** Values by name, from one run of a model that holds the foldable nodes only. */
async function compute(
  model: Model,
  nodes: ReadonlySet<Node>,
  results: readonly Value[],
  runner: Runner,
): Promise<Readonly<Record<string, Tensor>>> {
  const graph = new Graph('constants');
  const copies = new Map<Value, Value>();
  const copyOf = (value: Value | undefined): Value | undefined => {
    if (value?.constant === undefined) return value && copies.get(value);
    const copy = copies.get(value) ?? graph.addConstant(value.constant, value.name, { exact: true });
    copies.set(value, copy);
    return copy;
  };
  for (const node of nodes) {
    const outputs = node.outputs.map((o) => o?.name ?? '');
    const copy = graph.addNode(node.opType, node.inputs.map(copyOf), { name: node.name, attributes: node.attributes, outputs });
    node.outputs.forEach((o, i) => {
      if (o !== undefined) copies.set(o, copy.outputs[i] as Value);
    });
  }
  for (const value of results) graph.addOutput(copies.get(value) as Value);
  const small = new Model(graph);
  small.irVersion = model.irVersion;
  for (const [domain, version] of model.opsets) small.opsets.set(domain, version);
  await using session = await runner.open(encodeToBuffer(small), { optimization: 'disabled' });
  return await session.run({});
}

/** Bytes of all constants that a node's result depends on. */
function sourceBytes(node: Node): number {
  let bytes = 0;
  const seen = new Set<Value>();
  const visit = (n: Node): void => {
    for (const v of n.inputs) {
      if (v === undefined || seen.has(v)) continue;
      seen.add(v);
      if (v.constant !== undefined) bytes += sizeBytes(v.constant.tensor);
      else if (v.producer !== undefined) visit(v.producer);
    }
  };
  visit(node);
  return bytes;
}

function sizeBytes({ data }: Tensor): number {
  return 'byteLength' in data ? data.byteLength : data.reduce((n, s) => n + s.length, 0);
}
