import { describe, expect, test } from 'vitest';
import { OnnxError } from '../errors.ts';
import { parseModel } from './parse-model.ts';

const small = `<ir_version: 8, opset_import: ["" : 17, "com.microsoft" : 1], metadata_props: ["k" : "v"]>
agraph (float[N,3,?,32] x, float[2] d = {1, -2.5e-1}) => (float[N,10] y)
<float[2,2] w = {1, 2, 3, inf}, int64[1] shape = {-1}, float[N,4] t> {
  # a comment
  [first] t, "" = Conv<strides = [1, 2], auto_pad = "SAME", alpha = 1.0, empty: ints = []>(x, w, "")
  y = com.microsoft.Gelu(t)
}`;

describe('parseModel', () => {
  test('reads header, types, initializers, nodes and attributes', () => {
    const model = parseModel(small);
    expect([model.irVersion, model.opset, model.opsets.get('com.microsoft'), model.metadata.get('k')]).toEqual([8, 17, 1, 'v']);
    const { graph } = model;
    expect(graph.inputs.map((v) => [v.name, v.dtype, v.shape])).toEqual([
      ['x', 'float32', ['N', 3, null, 32]],
      ['d', 'float32', [2]],
    ]);
    expect(graph.inputs[1]?.constant?.tensor.data).toEqual(Float32Array.of(1, -0.25));
    expect([...graph.initializers].map((v) => v.name)).toEqual(['d', 'w', 'shape']);
    const [conv, gelu] = [...graph.nodes()];
    expect([conv?.name, conv?.inputs.map((v) => v?.name), conv?.outputs.map((v) => v?.name)]).toEqual([
      'first',
      ['x', 'w', undefined],
      ['t', undefined],
    ]);
    expect(Object.fromEntries(conv?.attributes ?? [])).toEqual({
      strides: { kind: 'ints', value: [1, 2] },
      auto_pad: { kind: 'string', value: 'SAME' },
      alpha: { kind: 'float', value: 1 },
      empty: { kind: 'ints', value: [] },
    });
    expect([gelu?.opName, gelu?.input(0)?.shape]).toEqual(['com.microsoft.Gelu', ['N', 4]]);
    expect(graph.outputs[0]?.producer).toBe(gelu);
  });

  test('tells a scalar from an unknown rank', () => {
    const { graph } = parseModel('g (float a, float[] b) => (a) {}');
    expect(graph.inputs.map((v) => v.shape)).toEqual([[], undefined]);
  });

  test('takes a bare graph for a model of opset 17', () => {
    expect(parseModel('g (float x) => (float y) { y = Neg(x) }').opset).toBe(17);
  });

  test('lets a body read outer values, as the same objects', () => {
    const { graph } = parseModel(`g (bool c, float[2] x) => (y) {
      y = If<then_branch = yes () => (a) { a = Neg(x) }, else_branch = no () => (x) {}>(c) }`);
    const [yes, no] = [...graph.nodes()][0]?.subgraphs ?? [];
    const x = graph.inputs[1];
    expect([...(yes?.nodes() ?? [])][0]?.input(0)).toBe(x);
    // A body owns its outputs, so an outer value comes out through an Identity.
    const identity = [...(no?.nodes() ?? [])][0];
    expect([identity?.opType, identity?.input(0) === x, no?.outputs[0] === identity?.output]).toEqual(['Identity', true, true]);
  });

  test('sorts nodes that stand in any order', () => {
    const { graph } = parseModel('g (float x) => (z) { z = Neg(y) y = Abs(x) }');
    expect([...graph.nodes()].map((n) => n.opType)).toEqual(['Abs', 'Neg']);
  });

  test('sorts a node behind what its body reads', () => {
    const { graph } = parseModel(
      'g (bool c, float x) => (y) { y = If<then_branch = t () => (a) { a = Neg(z) }, else_branch = e () => (b) { b = Abs(x) }>(c) z = Abs(x) }',
    );
    expect([...graph.nodes()].map((n) => n.opType)).toEqual(['Abs', 'If']);
  });

  test('fills a tensor from a seed, the same each time', () => {
    const read = (seed: number) =>
      [...parseModel(`g () => (w) <float[1000] w = random(seed=${seed}, std=0.1)> {}`).graph.initializers][0]?.constant?.tensor;
    const data = read(1)?.data as Float32Array;
    const std = Math.sqrt(data.reduce((sum, v) => sum + v * v, 0) / data.length);
    expect(std).toBeGreaterThan(0.09);
    expect(std).toBeLessThan(0.11);
    expect(read(1)?.data).toEqual(data);
    expect(read(2)?.data).not.toEqual(data);
  });

  test('fills integers between min and max, both included', () => {
    const { graph } = parseModel('g () => (w) <int8[500] w = random(seed=1, min=-2, max=2)> {}');
    const data = [...graph.initializers][0]?.constant?.tensor.data as Int8Array;
    expect([...new Set(data)].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
  });

  test.each([
    ['g (float x) => (y) {\n  y = Neg(x\n}', 'line 3, column 1: expected ")" to end the inputs, found "}".'],
    ['g (float x) => (y) { y = Neg(z) }', 'Neg reads "z" (input 0), which nothing in its scope produces. (line 1, column 22)'],
    ['g (float x) => (y) { }', 'Output "y" of graph "g" is produced by nothing. (line 1, column 17)'],
    [
      'g (float x) => (y) { y = Neg(x) y = Abs(x) }',
      'The name "y" (output of Abs) is taken by another value of the same graph. (line 1, column 33)',
    ],
    ['g (float x) => (y) { a = Add(x, y) y = Neg(a) }', 'cycle'],
    ['g (float x) => (y) { y = Op<a = []>(x) }', 'an empty list needs a type'],
    ['g (float x) => (y) { y = Op<a: int = "s">(x) }', 'the attribute is declared int, but its value is string'],
    ['g () => (w) <float[2] w = {1}> {}', 'expected "," between values (1 of 2 are there), found "}> {}".'],
    ['g () => (w) <float[1] w = {1, 2}> {}', 'expected "}" after 1 value, as the shape says'],
    ['g () => (w) <int8[1] w = {300}> {}', '300 does not fit int8'],
    ['g () => (w) <float[N] w = {1}> {}', 'needs a shape of numbers'],
    ['g () => (w) <float[4000000000] w = random(seed=1)> {}', 'too many for a text'],
    ['g () => (w) <float[2] w = random(std=1)> {}', 'needs a seed'],
    ['g () => () {} f () => () {}', 'model-local functions are not supported'],
    ['<ir_version: "8"> g () => () {}', 'expected the IR version (an integer)'],
    ['g (float x) => (y) { y = "no end(x) }', 'this string has no closing quote'],
    ['', 'expected the name of the graph'],
  ])('refuses %j with the place', (text, detail) => {
    expect(() => parseModel(text)).toThrow(OnnxError);
    expect(() => parseModel(text)).toThrow(detail);
    expect(() => parseModel(text)).toThrow(expect.objectContaining({ code: 'text/syntax', where: expect.any(String) }));
  });

  test('refuses bodies nested without end instead of overflowing the stack', () => {
    expect(() => parseModel(`g () => () { ${'y = If<b = g () => () { '.repeat(5000)}`)).toThrow('graphs nest more than 32 deep');
  });
});
