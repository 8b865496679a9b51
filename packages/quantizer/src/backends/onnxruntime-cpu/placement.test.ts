import { describe, expect, test } from 'vitest';
import { planText } from '../../testing/quantize-text.ts';

const w = (name: string, dims: string, seed = 1) => `float[${dims}] ${name} = random(seed=${seed}, std=0.3)`;
const image = (body: string, { out = '[1,4,8,8] y', more = '' } = {}) =>
  `g (float[1,4,8,8] x) => (float${out}) <${w('w', '4,4,1,1')}, ${w('w2', '4,4,1,1', 2)}${more === '' ? '' : `, ${more}`}> { ${body} }`;

describe('rectifiers', () => {
  test('a Relu that alone reads a Conv vanishes into its range', async () => {
    const { placements, reasons, plan } = await planText(image('[a] c = Conv(x, w) [r] d = Relu(c) [b] y = Conv(d, w2)'));
    expect(placements).toEqual({ a: 'integer', r: 'absorbed', b: 'integer' });
    expect(reasons['r']).toBe('into the output range of Conv "a"');
    expect(plan.specs.get('d')).toEqual({ kind: 'observed', sources: ['d'], nonNegative: true });
    expect(plan.specs.has('c')).toBe(false);
  });

  test('a Relu of a Conv that another node reads too stays, on integers', async () => {
    const { placements, plan } = await planText(image('[a] c = Conv(x, w) [r] d = Relu(c) [s] e = Add(c, d) [b] y = Conv(e, w2)'));
    expect(placements).toEqual({ a: 'integer', r: 'movement', s: 'integer', b: 'integer' });
    expect(plan.specs.get('d')).toEqual({ kind: 'shared', with: 'c' });
  });

  test('a Clip from 0 vanishes too and bounds the range, a Clip from below 0 clips integers', async () => {
    const clip = (from: number) =>
      image('[a] c = Conv(x, w) [r] d = Clip(c, lo, hi) [b] y = Conv(d, w2)', { more: `float lo = {${from}}, float hi = {6}` });
    const zero = await planText(clip(0));
    expect(zero.placements['r']).toBe('absorbed');
    expect(zero.plan.specs.get('d')).toMatchObject({ nonNegative: true, limit: { min: 0, max: 6 } });
    expect((await planText(clip(-1))).placements['r']).toBe('movement');
  });

  test('a Clip whose bound is computed stays float, and so does one that lets nothing but 0 through', async () => {
    const computed = await planText(
      'g (float[1,4,8,8] x, float hi) => (float[1,4,8,8] y) <' +
        `${w('w', '4,4,1,1')}, float lo = {0}> { [a] c = Conv(x, w) [r] d = Clip(c, lo, hi) [b] y = Conv(d, w) }`,
    );
    expect([computed.placements['r'], computed.reasons['r']]).toEqual(['float', 'its bounds are computed at run time']);
    const shut = await planText(image('[a] c = Conv(x, w) [r] d = Clip(c, lo, lo) [b] y = Conv(d, w2)', { more: 'float lo = {0}' }));
    expect(shut.placements['r']).toBe('movement');
  });
});

describe('Concat', () => {
  const concat = (a: string, b: string) =>
    image(`[p] c = Conv(x, w) ${a} [q] e = Conv(x, w2) ${b} [j] g = Concat<axis=1>(d, f) [k] y = Conv(g, w3)`, {
      more: w('w3', '4,8,1,1', 3),
    });

  test('members that obey the same rules share one range', async () => {
    const { placements, plan } = await planText(concat('[r] d = Relu(c)', '[s] f = Relu(e)'));
    expect(placements['j']).toBe('movement');
    expect(plan.specs.get('d')).toMatchObject({ kind: 'observed', sources: ['d', 'f'], nonNegative: true });
    expect(plan.specs.get('f')).toEqual({ kind: 'shared', with: 'd' });
    expect(plan.specs.get('g')).toEqual({ kind: 'shared', with: 'd' });
  });

  test('a vanished Relu and a signed value keep ranges of their own, and Concat computes', async () => {
    const { placements, reasons, plan } = await planText(concat('[r] d = Relu(c)', '[s] f = LeakyRelu(e)'));
    expect([placements['j'], reasons['j']]).toEqual(['integer', 'its inputs cannot share one range']);
    expect(plan.specs.get('g')).toMatchObject({ kind: 'observed', sources: ['g'] });
  });

  test('a Clip to 6 and a Relu cannot share, two Clips to 6 can', async () => {
    const more = `${w('w3', '4,8,1,1', 3)}, float lo = {0}, float hi = {6}`;
    const clips = (b: string) =>
      image(`c = Conv(x, w) d = Clip(c, lo, hi) e = Conv(x, w2) f = ${b} [j] g = Concat<axis=1>(d, f) y = Conv(g, w3)`, { more });
    expect((await planText(clips('Relu(e)'))).placements['j']).toBe('integer');
    const both = await planText(clips('Clip(e, lo, hi)'));
    expect(both.placements['j']).toBe('movement');
    expect(both.plan.specs.get('d')).toMatchObject({ limit: { min: 0, max: 6 } });
  });

  test('Max of values that cannot share one range is float: no integer kernel computes it', async () => {
    const { placements } = await planText(image('c = Conv(x, w) d = Relu(c) e = Conv(x, w2) [m] f = Max(d, e) [k] y = Conv(f, w)'));
    expect(placements['m']).toBe('float');
  });
});

describe('gates', () => {
  test('SiLU runs on integers, the Sigmoid with its fixed range', async () => {
    const { placements, plan } = await planText(image('[a] c = Conv(x, w) [s] d = Sigmoid(c) [m] e = Mul(c, d) [b] y = Conv(e, w2)'));
    expect(placements).toEqual({ a: 'integer', s: 'integer', m: 'integer', b: 'integer' });
    expect(plan.specs.get('d')).toEqual({ kind: 'fixed', qparams: { dtype: 'uint8', scale: 1 / 256, zeroPoint: 0 } });
  });

  test('a positive scalar factor costs nothing, on either side of the Mul; a negative one and zero are multiplied', async () => {
    const mul = (operands: string, factor: number) =>
      image(`[a] c = Conv(x, w) [m] d = Mul(${operands}) [b] y = Conv(d, w2)`, { more: `float k = {${factor}}` });
    for (const operands of ['c, k', 'k, c']) {
      const { placements, plan } = await planText(mul(operands, 0.5));
      expect(placements['m']).toBe('movement');
      expect(plan.specs.get('d')).toEqual({ kind: 'scaled', of: 'c', mul: 0.5 });
      expect((await planText(mul(operands, -0.5))).placements['m']).toBe('integer');
    }
    expect((await planText(mul('c, k', 0))).placements['m']).toBe('integer');
  });

  test('a constant that is not finite keeps its Add float', async () => {
    const add = (k: string) => image('[a] c = Conv(x, w) [m] d = Add(c, k) [b] y = Conv(d, w2)', { more: `float[1,4,1,1] k = {${k}}` });
    expect((await planText(add('0, 1, 2, 3'))).placements['m']).toBe('integer');
    const { placements, reasons } = await planText(add('0, 1, 2, -inf'));
    expect([placements['m'], reasons['m']]).toEqual(['float', 'its constant "k" is not finite']);
  });
});

describe('the tail', () => {
  test('what stands behind the last linear stays float, the Relu that it absorbs and pools do not', async () => {
    const { placements, reasons } = await planText(image('[a] c = Conv(x, w) [r] d = Relu(c) [s] y = Softmax<axis=1>(d)'));
    expect(placements).toEqual({ a: 'integer', r: 'absorbed', s: 'float' });
    expect(reasons['s']).toContain('Softmax');
    const pooled = await planText(
      image('[a] c = Conv(x, w) [p] d = MaxPool<kernel_shape=[2,2], strides=[2,2]>(c) [n] y = Neg(d)', { out: '[1,4,4,4] y' }),
    );
    expect(pooled.placements).toEqual({ a: 'integer', p: 'movement', n: 'float' });
  });

  test('the last Gemm writes float, one that integers read does not', async () => {
    const text = (body: string) =>
      `g (float[2,8] x) => (float[2,8] y) <${w('w', '8,8')}, ${w('w2', '8,8', 2)}, float[8] b = random(seed=3)> { ${body} }`;
    const { placements, plan } = await planText(text('[a] c = Gemm(x, w, b) [r] d = Relu(c) [b] y = Gemm(d, w2, b)'));
    expect(placements).toEqual({ a: 'integer', r: 'absorbed', b: 'integer' });
    expect([...plan.specs.keys()].sort()).toEqual(['d', 'x']);
  });

  test('a last Gemm with an activation behind it writes integers: fused by onnxruntime, both would be float', async () => {
    const text = (op: string) => `g (float[2,8] x) => (float[2,8] y) <${w('w', '8,8')}> { [a] c = Gemm(x, w) [r] y = ${op}(c) }`;
    const rectified = await planText(text('Relu'));
    expect(rectified.placements).toEqual({ a: 'integer', r: 'absorbed' });
    expect([...rectified.plan.specs.keys()]).toEqual(['x', 'y']);
    expect([...(await planText(text('Sigmoid'))).plan.specs.keys()]).toEqual(['x', 'c']);
    expect([...(await planText(text('Softmax'))).plan.specs.keys()]).toEqual(['x']);
  });

  test('an elementwise op that only float ops read goes back to float, one in front of a Conv does not', async () => {
    const text = (last: string) =>
      image(`[a] c = Conv(x, w) [l] d = LeakyRelu(c) [f] e = Erf(d) [b] z = Conv(e, w2) ${last}`, { out: '[1,4,8,8] z, float[1,4,8,8] y' });
    const { placements, reasons } = await planText(text('[n] y = Neg(e)'));
    expect([placements['l'], reasons['l']]).toEqual(['float', 'only float operators read it']);
    expect((await planText(text('[n] y = Conv(d, w)'))).placements['l']).toBe('integer');
  });
});

describe('movement', () => {
  test('in front of a linear moves bytes, unless a float op reads it too', async () => {
    const alone = await planText(image('[t] c = Transpose<perm=[0,1,3,2]>(x) [a] y = Conv(c, w)'));
    expect(alone.placements).toEqual({ t: 'movement', a: 'integer' });
    expect([...alone.plan.quantizedFloats]).toEqual(['x']);
    const shared = await planText(
      image('[t] c = Transpose<perm=[0,1,3,2]>(x) [a] z = Conv(c, w) [e] y = Erf(c)', { out: '[1,4,8,8] z, float[1,4,8,8] y' }),
    );
    expect(shared.placements['t']).toBe('float');
    expect([...shared.plan.quantizedFloats]).toEqual(['c']);
  });

  test('a MaxPool whose indices are read stays float: only values carry the integers', async () => {
    const pool = (outputs: string) =>
      image(`[a] c = Conv(x, w) [p] d${outputs} = MaxPool<kernel_shape=[1,1]>(c) [b] y = Conv(d, w2)`, {
        out: outputs === '' ? '[1,4,8,8] y' : '[1,4,8,8] y, int64[1,4,8,8] i',
      });
    expect((await planText(pool(''))).placements['p']).toBe('movement');
    const { placements, reasons } = await planText(pool(', i'));
    expect([placements['p'], reasons['p']]).toEqual(['float', 'its output "i" is int64']);
  });

  test('a Pad moves integers where it pads with 0, and stays float where its value is another or computed', async () => {
    const pad = (value: string, more: string) =>
      image(`[a] c = Conv(x, w) [p] d = Pad(c, pads${value}) [b] y = Conv(d, w2)`, {
        out: '[1,4,10,10] y',
        more: `int64[8] pads = {0,0,1,1,0,0,1,1}${more}`,
      });
    expect((await planText(pad('', ''))).placements['p']).toBe('movement');
    expect((await planText(pad(', v', ', float v = {0}'))).placements['p']).toBe('movement');
    const one = await planText(pad(', v', ', float v = {1}'));
    expect([one.placements['p'], one.reasons['p']]).toEqual(['float', 'it pads with 1, which the integers of its input may not reach']);
  });

  test('between two MatMuls stays float: they read and write float', async () => {
    const { placements, plan } = await planText(
      `g (float[2,3,8] x) => (float[2,3,8] y) <${w('w', '8,8')}, ${w('w2', '8,8', 2)}, int64[3] s = {2,3,8}> {
        [a] c = MatMul(x, w) [r] d = Reshape(c, s) [b] y = MatMul(d, w2) }`,
    );
    expect(placements).toEqual({ a: 'integer', r: 'float', b: 'integer' });
    expect(plan.specs.size).toBe(0);
  });
});

describe('what stays float, and the reason', () => {
  test('has a kind that follows from the decision, whatever its tensors are called', async () => {
    const { plan } = await planText(
      `g (float[1,8,6,6] x, float[8,8,1,1] accuracy_w) => (float[1,8,6,6] y) <float[8,8,1,1] w = random(seed=1, std=0.2)> {
        [a] c = Conv(x, w) [slower] d = Softmax<axis=1>(c) [excluded] e = Conv(d, accuracy_w) [b] f = Conv(e, w) [n] y = Neg(f) }`,
      { exclude: [{ name: '^b$' }] },
    );
    const kinds = [...plan.nodes.values()].map(({ node, why }) => [node, why?.kind]);
    expect(kinds).toEqual([
      ['a', undefined],
      ['slower', 'slower'],
      ['excluded', 'unsupported'],
      ['b', 'excluded'],
      ['n', 'unsupported'],
    ]);
  });

  test('an excluded node, and the Relu behind it', async () => {
    const { placements, reasons } = await planText(image('[a] c = Conv(x, w) [r] d = Relu(c) [b] y = Conv(d, w2)'), {
      exclude: [{ name: '^a$' }],
    });
    expect(placements).toEqual({ a: 'float', r: 'float', b: 'integer' });
    expect(reasons['a']).toBe('excluded by the recipe (name /^a$/)');
  });

  test('float64', async () => {
    const text = (t: string) => `g (${t}[2,4] x) => (${t}[2,4] y) <${t}[4,4] w = random(seed=1)> { [a] y = Gemm(x, w) }`;
    expect((await planText(text('float'))).placements['a']).toBe('integer');
    const { placements, reasons } = await planText(text('double'));
    expect([placements['a'], reasons['a']]).toEqual(['float', 'weight "w" is float64; float32 is quantized']);
  });

  test('depthwise convolutions with several filters a channel; plain depthwise, grouped and dense ones run on integers', async () => {
    const conv = (filters: number, perGroup: number, group: number) =>
      planText(
        `g (float[1,8,6,6] x) => (float[1,${filters},6,6] y) <${w('w', `${filters},${perGroup},1,1`)}> { [a] y = Conv<group=${group}>(x, w) }`,
      );
    expect((await conv(8, 1, 8)).placements['a']).toBe('integer');
    expect((await conv(8, 2, 4)).placements['a']).toBe('integer');
    expect((await conv(8, 8, 1)).placements['a']).toBe('integer');
    const { placements, reasons } = await conv(16, 1, 8);
    expect([placements['a'], reasons['a']]).toEqual(['float', expect.stringContaining('several filters a channel')]);
  });

  test('a value that a body reads is dequantized for it: the Conv before keeps its integers', async () => {
    const { placements } = await planText(
      `g (float[1,4,8,8] x, bool k) => (float[1,4,8,8] y, float[1,4,8,8] z) <${w('w', '4,4,1,1')}> {
        [a] c = Conv(x, w) [b] y = Conv(c, w)
        [i] z = If(k) <then_branch = t () => (float[1,4,8,8] p) { p = Neg(c) }, else_branch = e () => (float[1,4,8,8] q) { q = Erf(c) }> }`,
    );
    expect(placements).toEqual({ a: 'integer', b: 'integer', i: 'float' });
  });

  test('a model without a linear operator stays as it is', async () => {
    const { placements, plan } = await planText('g (float[4] x) => (float[4] y) { [a] a = Relu(x) [s] y = Sigmoid(a) }');
    expect(placements).toEqual({ a: 'float', s: 'float' });
    expect(plan.specs.size).toBe(0);
  });
});
