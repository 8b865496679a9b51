import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseModel } from './parse-model.ts';
import { printFloat32 } from './print-literal.ts';
import { printModel } from './print-model.ts';
import { numberOf } from './scanner.ts';

const canonical = `<ir_version: 8, opset_import: ["" : 17, "com.microsoft" : 1], producer_name: "a \\"b\\" \\\\", model_version: 3, metadata_props: ["a" : "1", "b" : "2"]>
g (float[N,3,?] x, float s, float[] u, seq(float[N]) q, "odd name", float[2] d = {1,0.1}) => (y, float z) <
  float[2,2] w = {1,2.5,-0,1e-7},
  int64[1] i = {-9223372036854775808},
  string[2] names = {"a\\"b","c\\\\"},
  float16[1] h = {15360},
  bool b = {1},
  float[0] none = {},
  float[N,4] t
> {
  [first] t, "" = Conv<alpha=1.0, axes=[-1, 9223372036854775807], empty: floats = [], list=[0.5, 2.0], map="m", s="x", value=float[2] {1,2}>(x, w, "", d)
  y = com.microsoft.Gelu(t)
  z = If<else_branch=no () => (e) {
    e = Identity(s)
  }, then_branch=yes () => (a) <
    float one = {1}
  > {
    [in] a = Add(s, one)
  }>(b)
}
`;

test('prints what it parsed, for a text that is canonical', () => {
  expect(printModel(parseModel(canonical))).toBe(canonical);
});

test('prints attributes, opsets and metadata sorted, whatever their order was', () => {
  const text = '<ir_version: 8, opset_import: ["b" : 2, "" : 17]> g (float x) => (y) { y = Op<b=2, a=1>(x) }';
  expect(printModel(parseModel(text))).toBe(
    '<ir_version: 8, opset_import: ["" : 17, "b" : 2]>\ng (float x) => (y) {\n  y = Op<a=1, b=2>(x)\n}\n',
  );
});

test('abridges long weights to a checksum of their bytes, and short ones not', () => {
  const print = (seed: number) =>
    printModel(parseModel(`g (float x) => (y) <float[17] w = random(seed=${seed}), float[1] b = {1}> { y = Op(x, w, b) }`), {
      weights: 'checksum',
    });
  expect(print(1)).toMatch(/float\[17\] w = \{\.\.\.\}, # fnv1a [0-9a-f]{8}\n {2}float\[1\] b = \{1\}\n/);
  expect(print(2)).not.toBe(print(1));
});

test('prints each float32 as the shortest decimal that reads back as the same bits', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (value) => {
      const again = Math.fround(numberOf(printFloat32(value)));
      expect(Object.is(again, value), `${value} → ${printFloat32(value)} → ${again}`).toBe(true);
    }),
    { seed: 20250101, numRuns: 2000 },
  );
  expect(printFloat32(Math.fround(0.1))).toBe('0.1');
});

test('any name, symbol and string survives printing and parsing', () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(text, text, text, (name, symbol, value) => {
      const model = parseModel('g (float[N] x) => (y) { y = Op(x) }');
      model.doc = value;
      const [input] = model.graph.inputs;
      const [node] = model.graph.nodes();
      if (input === undefined || node === undefined || name === 'y') return;
      input.rename(name);
      input.shape = [symbol, 3];
      node.name = value;
      node.attributes.set(symbol, { kind: 'string', value });
      const again = parseModel(printModel(model));
      expect(again.doc).toBe(value);
      expect(again.graph.inputs[0]).toMatchObject({ name, shape: [symbol, 3] });
      expect([...again.graph.nodes()][0]).toMatchObject({ name: value, attributes: new Map([[symbol, { kind: 'string', value }]]) });
      expect(printModel(again)).toBe(printModel(model));
    }),
    { seed: 20250101 },
  );
});
