import { expect, test } from 'vitest';
import { attr } from '../ir/attribute.ts';
import { Graph } from '../ir/graph.ts';
import { Model } from '../ir/model.ts';
import type { Node } from '../ir/node.ts';
import { tensorOf } from '../ir/tensor.ts';
import { producedBy } from './pattern.ts';
import { ok, refuse, rule } from './rule.ts';
import { runRules } from './run-rules.ts';

const ops = (graph: Graph): string[] => [...graph.nodes()].map((n) => n.opType);

/** -(-x) = x, spelled as one new node so that the driver has something to name. */
const negNegToAbs = rule({
  name: 'neg-neg',
  roots: ['Neg'],
  pattern(outer: Node) {
    const inner = producedBy(outer.input(0), 'Neg');
    return inner && { nodes: [inner, outer], inner };
  },
  rewrite: ({ inner }, make) => make.node('Abs', [inner.input(0)]),
});

const dropIdentity = rule({
  name: 'drop-identity',
  roots: ['Identity'],
  pattern: (node: Node) => ({ nodes: [node] }),
  rewrite({ nodes }) {
    const x = nodes[0]?.input(0);
    if (x === undefined) throw new Error('Identity without input');
    return x;
  },
});

function chain(...opTypes: string[]): { model: Model; nodes: Node[] } {
  const graph = new Graph('g');
  let value = graph.addInput('x', 'float32', [2]);
  const nodes = opTypes.map((op, i) => {
    const node = graph.addNode(op, [value], { name: `n${i}`, outputs: [i === opTypes.length - 1 ? 'y' : `v${i}`] });
    node.output.dtype = 'float32';
    node.output.shape = [2];
    value = node.output;
    return node;
  });
  graph.addOutput(value);
  return { model: new Model(graph), nodes };
}

test('a replaced graph output keeps name, dtype and shape, and the new node carries the origins and the rule', () => {
  const { model } = chain('Neg', 'Neg');
  const record = runRules(model, [negNegToAbs]);
  const [abs] = [...model.graph.nodes()];
  expect(ops(model.graph)).toEqual(['Abs']);
  expect(abs?.name).toBe('n1');
  expect(model.graph.outputs.map((o) => [o.name, o.dtype, o.shape])).toEqual([['y', 'float32', [2]]]);
  expect([...(abs?.origins ?? [])].sort()).toEqual(['n0', 'n1', 'neg-neg']);
  expect(record).toEqual({ modified: true, applied: [{ rule: 'neg-neg', node: 'n1', origins: ['n0', 'n1', 'neg-neg'] }], refused: [] });
});

test('a replaced inner value keeps its name', () => {
  const { model } = chain('Neg', 'Neg', 'Relu');
  runRules(model, [negNegToAbs]);
  expect([...model.graph.nodes()].map((n) => n.output.name)).toEqual(['v1', 'y']);
});

test('refuses where another node reads a value inside the match, naming it', () => {
  const { model, nodes } = chain('Neg', 'Neg');
  const extra = model.graph.addNode('Add', [nodes[0]?.output, nodes[0]?.output], { name: '/add_3' });
  model.graph.addOutput(extra.output);
  const record = runRules(model, [negNegToAbs]);
  expect(record).toEqual({
    modified: false,
    applied: [],
    refused: [{ rule: 'neg-neg', node: 'n1', reason: 'the output "v0" of Neg "n0" also feeds Add "/add_3"' }],
  });
});

test('refuses where a body below reads a value inside the match', () => {
  const { model, nodes } = chain('Neg', 'Neg');
  const body = new Graph('then', model.graph.names);
  const inner = body.addNode('Relu', [nodes[0]?.output], { name: 'inner' });
  body.addOutput(inner.output);
  const branch = model.graph.addNode('If', [model.graph.addConstant({ dtype: 'bool', dims: [], data: Uint8Array.of(1) })], {
    attributes: { then_branch: attr.graph(body) },
  });
  model.graph.addOutput(branch.output);
  expect(runRules(model, [negNegToAbs]).refused).toEqual([
    { rule: 'neg-neg', node: 'n1', reason: 'the output "v0" of Neg "n0" also feeds Relu "inner"' },
  ]);
});

test('refuses where a value inside the match is a graph output', () => {
  const { model, nodes } = chain('Neg', 'Neg');
  model.graph.addOutput((nodes[0] as Node).output);
  expect(runRules(model, [negNegToAbs]).refused.map((r) => r.reason)).toEqual(['the output "v0" of Neg "n0" is an output of the graph']);
});

test('a refusal is forgotten once the rule applies to the node', () => {
  const { model } = chain('Identity', 'Neg');
  const shy = rule({
    name: 'neg-of-input',
    roots: ['Neg'],
    pattern: (node: Node) => ({ nodes: [node] }),
    check: ({ nodes }) => (nodes[0]?.input(0)?.isInput ? ok : refuse('its input is computed')),
    rewrite: ({ nodes }, make) => make.node('Abs', [nodes[0]?.input(0)]),
  });
  const record = runRules(model, [shy, dropIdentity].reverse());
  expect(record.refused).toEqual([]);
  const again = runRules(chain('Relu', 'Neg').model, [shy]);
  expect(again.refused).toEqual([{ rule: 'neg-of-input', node: 'n1', reason: 'its input is computed' }]);
});

test('an Identity from input to output stays, since both names must', () => {
  const { model } = chain('Identity');
  expect(runRules(model, [dropIdentity])).toEqual({ modified: false, applied: [], refused: [] });
  expect(ops(model.graph)).toEqual(['Identity']);
});

test('a value that takes the place of a graph output takes its name', () => {
  const { model } = chain('Relu', 'Identity');
  expect(runRules(model, [dropIdentity]).modified).toBe(true);
  expect([...model.graph.nodes()].map((n) => [n.opType, n.output.name])).toEqual([['Relu', 'y']]);
});

test('rewrites bodies only where asked to', () => {
  const build = (): { model: Model; body: Graph } => {
    const { model, nodes } = chain('Relu');
    const body = new Graph('then', model.graph.names);
    const neg = body.addNode('Neg', [nodes[0]?.output], { name: 'a' });
    body.addOutput(body.addNode('Neg', [neg.output], { name: 'b' }).output);
    const cond = model.graph.addConstant({ dtype: 'bool', dims: [], data: Uint8Array.of(1) });
    model.graph.addOutput(model.graph.addNode('If', [cond], { attributes: { then_branch: attr.graph(body) } }).output);
    return { model, body };
  };
  const kept = build();
  expect(runRules(kept.model, [negNegToAbs]).modified).toBe(false);
  expect(ops(kept.body)).toEqual(['Neg', 'Neg']);
  const changed = build();
  expect(runRules(changed.model, [negNegToAbs], { bodies: true }).modified).toBe(true);
  expect(ops(changed.body)).toEqual(['Abs']);
});

test('names the rules that undo each other', () => {
  const swap = (from: string, to: string) =>
    rule({
      name: `${from}-to-${to}`,
      roots: [from],
      pattern: (node: Node) => ({ nodes: [node] }),
      rewrite: ({ nodes }, make) => make.node(to, [nodes[0]?.input(0)]),
    });
  const { model } = chain('Neg');
  expect(() => runRules(model, [swap('Neg', 'Abs'), swap('Abs', 'Neg')])).toThrow(
    expect.objectContaining({ code: 'rewrite/oscillates', message: expect.stringContaining('Abs-to-Neg') }),
  );
});

test('what only the replaced nodes read goes with them, and dead nodes count as a modification', () => {
  const { model } = chain('Neg', 'Neg');
  const w = model.graph.addConstant(tensorOf.float32([1]), 'w');
  model.graph.addNode('Add', [w, w], { name: 'dead' });
  expect(runRules(model, []).modified).toBe(true);
  expect([...model.graph.initializers]).toEqual([]);
  expect(runRules(model, []).modified).toBe(false);
});

test('nodes of one op made at one root have names of their own', () => {
  const { model } = chain('Exp');
  runRules(model, [
    rule({
      name: 'exp-thrice',
      roots: ['Exp'],
      pattern: (node: Node) => ({ nodes: [node], x: node.input(0) }),
      rewrite: ({ x }, make) => make.node('Neg', [make.node('Neg', [make.node('Neg', [x]).output]).output]),
    }),
  ]);
  expect([...model.graph.nodes()].map((n) => n.name)).toEqual(['n0/Neg', 'n0/Neg_1', 'n0']);
});
