import { describe, expect, test } from 'vitest';
import { Constant } from '../ir/constant.ts';
import type { Graph } from '../ir/graph.ts';
import type { Model } from '../ir/model.ts';
import type { Node } from '../ir/node.ts';
import { tensorOf } from '../ir/tensor.ts';
import type { Value } from '../ir/value.ts';
import { parseModel } from '../text/parse-model.ts';
import { verifyModel } from './verify-model.ts';

const chain = 'g (float[2] x) => (z) <float[2] w = {1, 2}> { y = Mul(x, w) z = Relu(y) }';
const branches = `g (bool c, float[2] x) => (z) {
  y = Neg(x)
  z = If<then_branch = t () => (a) { a = Abs(y) }, else_branch = e () => (b) { b = Neg(x) }>(c)
}`;

/** The nth node, in file order and counting those of bodies behind their node. */
function node(model: Model, index: number): Node {
  return [...model.graph.allNodes()][index] as Node;
}

function value(graph: Graph, name: string): Value {
  return graph.find(name) as Value;
}

function problemOf(text: string, damage: (model: Model) => void): string {
  const model = parseModel(text);
  damage(model);
  try {
    verifyModel(model);
  } catch (error) {
    expect(error).toMatchObject({ code: 'graph/invalid', where: expect.any(String) });
    return (error as Error).message;
  }
  return 'valid';
}

describe('verifyModel accepts', () => {
  test.each([
    ['a chain', chain],
    ['bodies that read outer values', branches],
    [
      'sibling bodies that use the same names',
      'g (bool c, float x) => (z) { z = If<a = t () => (v) { v = Abs(x) }, b = e () => (v) { v = Neg(x) }>(c) }',
    ],
    [
      'a body whose name hides an outer one that it does not read',
      'g (bool c, float x) => (y, z) { y = Neg(x) z = If<a = t () => (y) { y = Abs(x) }>(c) }',
    ],
    ['an input with a default', 'g (float[1] w = {1}) => (y) { y = Neg(w) }'],
    ['outputs that are inputs or initializers', 'g (float[1] x) => (x, w) <float[1] w = {1}> {}'],
    ['one value read twice by one node', 'g (float x) => (y) { y = Add(x, x) }'],
  ])('%s', (_, text) => {
    expect(problemOf(text, () => {})).toBe('valid');
  });

  test('a clone', () => {
    expect(() => verifyModel(parseModel(branches).clone())).not.toThrow();
  });

  test('what is left when a chain of nodes is taken out by the graph’s own methods', () => {
    const damage = (m: Model) => {
      value(m.graph, 'z').replaceAllUsesWith(value(m.graph, 'x'));
      m.graph.sweep();
    };
    expect(problemOf(chain, damage)).toBe('valid');
  });
});

describe('verifyModel refuses', () => {
  test('a node that reads what comes later', () => {
    expect(problemOf(chain, (m) => node(m, 0).setInput(0, value(m.graph, 'z')))).toBe(
      'Mul (y) (input 0) reads "z" before Relu (z) makes it.',
    );
  });

  test('a body that reads what comes after its node', () => {
    const damage = (m: Model) => {
      const late = m.graph.addNode('Neg', [value(m.graph, 'x')], { outputs: ['late'] });
      node(m, 2).setInput(0, late.output);
    };
    expect(problemOf(branches, damage)).toBe('Abs (a) (input 0) reads "late" before Neg (late) makes it.');
  });

  test('a body that reads a value of its sibling', () => {
    const damage = (m: Model) => node(m, 3).setInput(0, node(m, 2).output);
    expect(problemOf(branches, damage)).toBe('Neg (b) (input 0) reads "a", which is in none of the graphs around it.');
  });

  test('a read whose name would find another value in the file', () => {
    const damage = (m: Model) => {
      node(m, 2).graph.addNode('Neg', [value(m.graph, 'x')], { outputs: ['y'], sharedNames: true });
    };
    expect(problemOf(branches, damage)).toBe('Abs (a) (input 0) reads "y", but there that name stands for another value.');
  });

  test('two values of one name in a graph', () => {
    const damage = (m: Model) => {
      m.graph.addNode('Neg', [value(m.graph, 'x')], { outputs: ['y'], sharedNames: true });
    };
    expect(problemOf(chain, damage)).toBe('the name "y" (output 0 of Neg (y)) is taken by another value of the same graph.');
  });

  test('a reader of a removed node', () => {
    const damage = (m: Model) => {
      const [x, y] = [value(m.graph, 'x'), value(m.graph, 'y')];
      node(m, 1).setInput(0, x);
      node(m, 0).remove();
      node(m, 0).setInput(0, y);
    };
    expect(problemOf(chain, damage)).toBe('Relu (z) (input 0) reads "y" of Mul (y), which was removed.');
  });

  test('an output that a removed node made', () => {
    const damage = (m: Model) => {
      const z = value(m.graph, 'z');
      m.graph.outputs.length = 0;
      node(m, 1).remove();
      m.graph.outputs.push(z);
    };
    expect(problemOf(chain, damage)).toBe('output "z" of graph "g" was made by Relu (z), which was removed.');
  });

  test('a body output that is an outer value', () => {
    const damage = (m: Model) => node(m, 2).graph.outputs.splice(0, 1, value(m.graph, 'y'));
    expect(problemOf(branches, damage)).toContain('output "y" of graph "t" is made in no node, input or initializer of that graph');
  });

  test('a use that is listed nowhere, and one that is listed but not there', () => {
    const hide = (m: Model) => value(m.graph, 'y').useSet.clear();
    expect(problemOf(chain, hide)).toBe('"y" does not list Relu (z) (input 0) among its uses.');
    const invent = (m: Model) => value(m.graph, 'x').useSet.set(node(m, 1), new Set([0]));
    expect(problemOf(chain, invent)).toBe('"x" lists Relu (z) (input 0) as a use, which reads something else there.');
  });

  test('a use by a node of a body that is gone', () => {
    const damage = (m: Model) => node(m, 1).attributes.delete('then_branch');
    expect(problemOf(branches, damage)).toBe('"y" lists Abs (a) (input 0) as a use, which is not in the model.');
  });

  test('an initializer whose type is not that of its content', () => {
    const damage = (m: Model) => {
      value(m.graph, 'w').constant = Constant.of(tensorOf.int8([1, 2]));
    };
    expect(problemOf(chain, damage)).toBe('initializer "w" says it is float32, and its content is int8.');
    const reshape = (m: Model) => {
      value(m.graph, 'w').constant = Constant.of(tensorOf.float32([1, 2], [1, 2]));
    };
    expect(problemOf(chain, reshape)).toBe('initializer "w" says its shape is [2], and its content has [1,2].');
  });

  test('numbers that a file cannot hold', () => {
    const fraction = (m: Model) => node(m, 0).attributes.set('axis', { kind: 'int', value: 0.5 });
    expect(problemOf(chain, fraction)).toBe('attribute "axis" of Mul (y) is 0.5, which is no integer.');
    const dim = (m: Model) => {
      value(m.graph, 'y').shape = [-1];
    };
    expect(problemOf(chain, dim)).toBe('"y" (output 0 of Mul (y)) has a dimension of -1.');
  });
});
