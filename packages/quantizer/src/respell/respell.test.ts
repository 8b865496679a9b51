import { parseModel } from '@octet/onnx';
import { expectEquivalent, expectStatedTypes, opTypes } from '@octet/testing';
import { expect, test } from 'vitest';
import { respell } from './respell.ts';
import { defaultRespellings, respellings } from './rules.ts';

const network = () =>
  parseModel(`
  g (float[N,3,8,8] x) => (float[N,10] y)
  <float[16,3,3,3] w1 = random(seed=1, std=0.2), float[16,1,1] mean = random(seed=2), float[16,16,2,2] w2 = random(seed=3, std=0.2),
   float[10,16] w3 = random(seed=4, std=0.2), float[N,16,8,8] a, float[N,16,8,8] b, float[N,16,8,8] c, float[N,16,16,16] d, float[N,16] e>
  { [stem] a = Conv<pads=[1,1,1,1]>(x, w1) [sub] b = Sub(a, mean) [act] c = HardSwish(b)
    [up] d = ConvTranspose<strides=[2,2]>(c, w2) [mean] e = ReduceMean<axes=[2,3], keepdims=0>(d) [head] f = Gemm<transB=1>(e, w3) [tail] y = Tanh(f) }`);

test('applies the named rules only, and leaves the tail as it is', async () => {
  const [before, after] = [network(), network()];
  const record = respell(after, defaultRespellings);
  expect(new Set(record.applied.map((a) => `${a.rule} ${a.node}`))).toEqual(
    new Set([
      'pad-stem-channels stem',
      'sub-constant-to-add sub',
      'hard-swish-to-clip act',
      'conv-transpose-to-conv up',
      'reduce-mean-to-global-average-pool mean',
    ]),
  );
  expect(record.refused.map((r) => `${r.rule} ${r.node}`)).toEqual(['tanh-to-sigmoid tail']);
  await expectEquivalent(before, after, { rtol: 1e-4, atol: 1e-5, seed: 1 });
  await expectStatedTypes(after, { seed: 1 });

  const chosen = network();
  respell(chosen, ['sub-constant-to-add']);
  expect(opTypes(chosen)).toEqual(['Conv', 'Add', 'HardSwish', 'ConvTranspose', 'ReduceMean', 'Gemm', 'Tanh']);
});

test('leaves a node that is kept, with the reason given', () => {
  const model = network();
  const up = [...model.graph.nodes()].find((n) => n.name === 'up');
  if (up === undefined) throw new Error('no node "up"');
  const record = respell(model, defaultRespellings, { kept: new Map([[up, { kind: 'excluded', text: 'the recipe excludes it' }]]) });
  expect(opTypes(model)).toContain('ConvTranspose');
  expect(record.refused).toContainEqual({ rule: 'conv-transpose-to-conv', node: 'up', reason: 'the recipe excludes it' });
});

test('a second run finds nothing left to do', () => {
  const model = network();
  respell(model, defaultRespellings);
  expect(respell(model, defaultRespellings).applied).toEqual([]);
});

test('every rule says what it wins, under a name of its own', () => {
  expect(new Set(respellings.map((r) => r.name)).size).toBe(respellings.length);
  for (const rule of respellings) expect(rule.gain).not.toBe('');
});

test('refuses a model of an opset that the new operators do not belong to', () => {
  const model = parseModel('<ir_version: 8, opset_import: ["" : 12]> g (float[2] x) => (float[2] y) { y = Neg(x) }');
  expect(() => respell(model, ['neg-to-mul'])).toThrow('The model has opset 12');
});
