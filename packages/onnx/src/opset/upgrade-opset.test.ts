import { expectEquivalent, opTypes } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { OnnxError } from '../errors.ts';
import { parseModel } from '../text/parse-model.ts';
import { upgradeOpset } from './upgrade-opset.ts';
import { upgradeText } from './upgrade-text.ts';

const clip = 'g (float[4] x) => (y) { [c] y = Clip<min=0.0>(x) }';

describe('upgradeOpset', () => {
  test('raises to opset 17 and IR version 8, and records what changed', () => {
    const model = parseModel(`<ir_version: 5, opset_import: ["" : 9, "com.microsoft" : 1]> ${clip}`);
    expect(upgradeOpset(model)).toEqual({ from: 9, to: 17, changed: [{ node: 'c', op: 'Clip', what: 'min became an input' }] });
    expect([model.opset, model.irVersion, model.opsets.get('com.microsoft')]).toEqual([17, 8, 1]);
  });

  test('stops at the target', () => {
    expect(upgradeText(9, clip, { target: 10 }).changes).toEqual([]);
    expect(upgradeText(9, clip, { target: 11 }).after.opset).toBe(11);
    expect(upgradeText(9, clip, { target: 11 }).changes).toHaveLength(1);
  });

  test.each([17, 18, 21])('leaves a model of opset %i alone', (opset) => {
    const model = parseModel(`<ir_version: 7, opset_import: ["" : ${opset}]> g (float[4] x) => (y) { y = Relu(x) }`);
    expect(upgradeOpset(model)).toEqual({ from: opset, to: opset, changed: [] });
    expect([model.opset, model.irVersion]).toEqual([opset, 7]);
  });

  test.each([18, 0, 12.5])('refuses target %f', (target) => {
    expect(() => upgradeText(9, clip, { target })).toThrow(RangeError);
  });

  test('raises bodies of If, Loop and Scan, and what they read from outside', async () => {
    const { before, after, changes } = upgradeText(
      11,
      `g (bool c, float[2,3] x) => (y) {
        y = If<then_branch = yes () => (a) { [sum] a = ReduceSum<axes=[0]>(x) }, else_branch = no () => (b) { [sq] a = ReduceSum<axes=[1]>(x) b = Unsqueeze<axes=[0]>(a) }>(c) }`,
    );
    expect(changes.filter((c) => c.startsWith('ReduceSum'))).toEqual([
      'ReduceSum "sum": axes became an input',
      'ReduceSum "sq": axes became an input',
    ]);
    await expectEquivalent(before, after, { rtol: 0, atol: 0, seed: 1 });
  });

  test('replaces nodes in sibling bodies that share a value name', async () => {
    const up = (name: string) => `${name} () => (a) { a = Upsample(x, s) }`;
    const { before, after } = upgradeText(
      9,
      `g (bool c, float[1,1,2,2] x) => (y) <float[4] s = {1, 1, 2, 2}> { y = If<then_branch = ${up('t')}, else_branch = ${up('e')}>(c) }`,
    );
    expect([...after.graph.allNodes()].map((n) => n.opType)).toEqual(['If', 'Resize', 'Resize']);
    await expectEquivalent(before, after, { rtol: 0, atol: 0, seed: 1 });
  });

  test('reads limits and scales from Constant nodes', async () => {
    const { before, after } = upgradeText(
      10,
      'g (float[1,1,2,2] x) => (y) { s = Constant<value = float[4] {1, 1, 2, 2}>() y = Resize(x, s) }',
    );
    expect(opTypes(after)).toEqual(['Constant', 'Resize']);
    await expectEquivalent(before, after, { rtol: 0, atol: 0, seed: 1 });
  });

  test('leaves other domains and ops that ONNX never had alone', () => {
    const { after, changes } = upgradeText(9, 'g (float[4] x) => (z) { y = other.Clip<min=0.0>(x) z = ImageScaler<scale=2.0>(y) }');
    expect([opTypes(after), changes]).toEqual([['other.Clip', 'ImageScaler'], []]);
  });

  test('before IR version 4, initializers were constants though listed as inputs, and stay so', () => {
    const graph = 'g (float[2] x, float[2] w = {1, 2}) => (y) { y = Add(x, w) }';
    expect(upgradeText(8, graph, { irVersion: 3 }).after.graph.inputs.map((v) => v.name)).toEqual(['x']);
    expect(upgradeText(8, graph, { irVersion: 4 }).after.graph.inputs.map((v) => v.name)).toEqual(['x', 'w']);
  });

  test('a file of IR version 2 that names no opset means opset 1', () => {
    const model = parseModel('<ir_version: 2, opset_import: ["" : 1]> g (float[2,2] x) => (y) { [c] y = Concat(x, x) }');
    model.opsets.clear();
    expect(upgradeOpset(model)).toMatchObject({ from: 1, to: 17, changed: [{ node: 'c' }] });
  });

  test('a later file that names none is refused, unless it has no node of the default domain', () => {
    const model = (op: string) => parseModel(`<ir_version: 8, opset_import: ["other" : 1]> g (float[2] x) => (y) { [n] y = ${op}(x) }`);
    expect(() => upgradeOpset(model('Neg'))).toThrow('the model imports no opset of the default domain, which Neg "n" needs.');
    expect(upgradeOpset(model('other.Neg'))).toEqual({ from: 0, to: 0, changed: [] });
  });

  test('a model with functions of its own is refused below the target and left alone at it', () => {
    const model = (opset: number) => {
      const m = parseModel(`<ir_version: 8, opset_import: ["" : ${opset}, "own" : 1]> g (float[2] x) => (y) { y = own.F(x) }`);
      m.functions.push(new Uint8Array());
      return m;
    };
    expect(() => upgradeOpset(model(16))).toThrow('the model defines functions of its own and cannot be raised from opset 16. Inline them');
    expect(upgradeOpset(model(17)).changed).toEqual([]);
  });

  test('a refusal says which node, with a code', () => {
    const error = (() => {
      try {
        return upgradeText(9, 'g (x) => (y) { [c] y = Clip<min=0.0>(x) }');
      } catch (e) {
        return e;
      }
    })();
    expect(error).toBeInstanceOf(OnnxError);
    expect(error).toMatchObject({ code: 'model/unsupported-opset', where: 'c' });
  });
});
