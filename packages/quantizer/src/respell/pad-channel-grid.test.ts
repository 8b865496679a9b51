import { type Model, type Node, parseModel } from '@octet/onnx';
import { expectEquivalent, expectStatedTypes, opTypes } from '@octet/testing';
import { expect, test } from 'vitest';
import { respell } from './respell.ts';
import { respellText } from './respell-text.ts';
import { defaultRespellings } from './rules.ts';

const rules = ['pad-channel-grid'] as const;
const exact = { rtol: 1e-5, atol: 1e-5, seed: 1 };

/** A stem of `c` filters, what stands between, and a 1 x 1 Conv to 16 channels that reads `m`. */
const block = (c: number, between: string, more = '') => `
  g (float[N,3,8,8] x) => (float[N,16,4,4] y)
  <float[${c},3,3,3] w1 = random(seed=1, std=0.3), float[${c}] b1 = random(seed=2), float[${c},1,3,3] wd = random(seed=3, std=0.3), float[${c}] bd = random(seed=4),
   float[16,${c},1,1] w2 = random(seed=5, std=0.3), float[${c},1,1] k = random(seed=6), float zero = {0}, float six = {6}, int64[4] dims = {-1, ${c}, 4, 4}, ${more}
   float[N,${c},4,4] h, float[N,${c},4,4] a, float[N,${c},4,4] d, float[N,${c},4,4] m, float[N,${c},4,4] s, float[N,${c},4,4] t>
  { [stem] h = Conv<pads=[1,1,1,1], strides=[2,2]>(x, w1, b1) ${between} [last] y = Conv(m, w2) }`;
const depthwise = (c: number) => `[dw] d = Conv<pads=[1,1,1,1], group=${c}>(a, wd, bd)`;

const weightOf = (model: Model, name: string) => [...model.graph.nodes()].find((n) => n.name === name)?.input(1)?.shape;

test.each([
  ['MobileNet', 'Relu6 around a depthwise Conv', `a = Clip(h, zero, six) ${depthwise(8)} m = Clip(d, zero, six)`],
  ['LeakyRelu', 'a slope', `a = LeakyRelu(h) ${depthwise(8)} m = LeakyRelu(d)`],
  ['HardSwish', 'one operator', `a = HardSwish(h) ${depthwise(8)} m = HardSwish(d)`],
  ['SiLU', 'Sigmoid makes 0.5 of the zeros', `a = Relu(h) ${depthwise(8)} s = Sigmoid(d) m = Mul(d, s)`],
  ['Sigmoid', 'which the zero weights of the reader ignore', `a = Relu(h) ${depthwise(8)} m = Sigmoid(d)`],
  ['a residual', 'both summands grow', `a = Relu(h) ${depthwise(8)} m = Add(a, d)`],
  ['pools', 'of any kind', `a = MaxPool<kernel_shape=[3,3], pads=[1,1,1,1]>(h) ${depthwise(8)} m = AveragePool<kernel_shape=[1,1]>(d)`],
  ['numbers per channel', 'which grow by zeros', `t = PRelu(h, k) a = Add(t, k) ${depthwise(8)} m = Mul(k, d)`],
  ['numbers for all channels', 'which stay', `a = Add(h, six) ${depthwise(8)} m = Mul(d, six)`],
])('8 channels become 16 through %s (%s), and the network computes the same', async (_, __, between) => {
  const { before, after, record } = respellText(block(8, between), rules);
  expect(record.applied.map((a) => a.node)).toEqual(['stem']);
  expect(opTypes(after)).toEqual(opTypes(before));
  expect(['stem', 'dw', 'last'].map((name) => weightOf(after, name))).toEqual([
    [16, 3, 3, 3],
    [16, 1, 3, 3],
    [16, 16, 1, 1],
  ]);
  await expectEquivalent(before, after, exact);
  await expectStatedTypes(after, { seed: 1 });
});

test('every convolution that was changed says so and keeps its own origin', () => {
  const { after } = respellText(block(8, `a = Relu(h) ${depthwise(8)} m = Relu(d)`), rules);
  const origins = [...after.graph.nodes()].filter((n) => n.opType === 'Conv').map((n) => [...n.origins]);
  expect(origins).toEqual([
    ['stem', 'pad-channel-grid'],
    ['dw', 'pad-channel-grid'],
    ['last', 'pad-channel-grid'],
  ]);
});

test.each([
  ['depthwise wants a multiple of 16', 20, `a = Relu(h) ${depthwise(20)} m = Relu(d)`, 32],
  ['dense wants a multiple of 4', 18, 'm = Relu(h)', 20],
  ['and at least 16', 12, 'm = Relu(h)', 16],
])('%s: %d channels', async (_, c, between, width) => {
  const { before, after } = respellText(block(c, between), rules);
  expect(weightOf(after, 'stem')).toEqual([width, 3, 3, 3]);
  await expectEquivalent(before, after, exact);
});

test.each([
  ['dense, 20 channels', block(20, 'm = Relu(h)')],
  ['depthwise, 32 channels', block(32, `a = Relu(h) ${depthwise(32)} m = Relu(d)`)],
])('has nothing to say about what is on the grid: %s', (_, text) => {
  const { record } = respellText(text, rules);
  expect([record.applied, record.refused]).toEqual([[], []]);
});

test('squeeze-and-excitation grows with the image that it scales; its bottleneck of one pixel stays', async () => {
  const more =
    'float[10,8,1,1] wr = random(seed=7), float[8,10,1,1] we = random(seed=8), float[N,8,1,1] p, float[N,10,1,1] r, float[N,8,1,1] e, float[N,8,1,1] f,';
  const text = block(
    8,
    'a = Relu(h) p = GlobalAveragePool(a) [reduce] r = Conv(p, wr) [expand] e = Conv(r, we) f = Sigmoid(e) m = Mul(a, f)',
    more,
  );
  const { before, after, reasons } = respellText(text, rules);
  expect([weightOf(after, 'reduce'), weightOf(after, 'expand')]).toEqual([
    [10, 16, 1, 1],
    [16, 10, 1, 1],
  ]);
  expect(reasons).toEqual(['its image is one pixel: nothing is won']);
  await expectEquivalent(before, after, exact);
});

test('a Conv that both reads and makes the channels grows on both sides', async () => {
  const more = 'float[12,12,1,1] wi = random(seed=7, std=0.3),';
  const { before, after } = respellText(block(12, 'a = Relu(h) [inner] d = Conv(a, wi) m = Add(a, d)', more), rules);
  expect(weightOf(after, 'inner')).toEqual([16, 16, 1, 1]);
  await expectEquivalent(before, after, exact);
});

test('a weight that two convolutions share is padded for the one that needs it', async () => {
  const more = 'float[12,12,1,1] wi = random(seed=7, std=0.3), float[N,12,4,4] u,';
  const text = block(12, 'a = Relu(h) [one] m = Conv(a, wi) [two] u = Conv(h, wi)', more)
    .replace('=> (', '=> (float[N,12,4,4] u, ')
    .replace(', float[N,12,4,4] u,\n', ',\n');
  const { before, after, reasons } = respellText(text, rules);
  expect([weightOf(after, 'one'), weightOf(after, 'two')]).toEqual([
    [16, 16, 1, 1],
    [12, 16, 1, 1],
  ]);
  expect(reasons).toEqual(['its channels reach the output "u" of the graph']);
  await expectEquivalent(before, after, exact);
});

test.each([
  ['more than twice the work', block(7, `a = Relu(h) m = Relu(a)`), 'from 7 channels to 16 the work would more than double'],
  ['a Reshape', block(8, 'a = Relu(h) m = Reshape(a, dims)'), 'its channels reach Reshape "m"'],
  [
    'a Concat',
    block(8, 'a = Relu(h) s = Relu(a) t = Concat<axis=2>(a, a) m = Relu(s)')
      .replace('float[N,8,4,4] t', 'float[N,8,8,4] t')
      .replace('=> (', '=> (float[N,8,8,4] t, ')
      .replace(', float[N,8,8,4] t>', '>'),
    'its channels reach Concat "t"',
  ],
  ['a division, which could make 0/0', block(8, 'a = Relu(h) m = Div(a, a)'), 'its channels reach Div "m"'],
  [
    'a grouped Conv',
    block(8, 'a = Relu(h) m = Conv<group=2>(a, wg)', 'float[8,4,1,1] wg = random(seed=7),'),
    'its channels reach the grouped Conv "m"',
  ],
  [
    'a depth multiplier',
    block(
      8,
      'a = Relu(h) t = Conv<group=8>(a, wg) m = Conv(t, wh)',
      'float[16,1,1,1] wg = random(seed=7), float[8,16,1,1] wh = random(seed=8),',
    ).replace('float[N,8,4,4] t', 'float[N,16,4,4] t'),
    'its channels reach the grouped Conv "t"',
  ],
  [
    'a graph input',
    block(8, 'm = Add(h, r)').replace('x) =>', 'x, float[N,8,4,4] r) =>'),
    'its channels meet those of "r", which no convolution makes',
  ],
  [
    'a number per pixel and channel',
    block(8, 'm = Add(h, r)', 'float[2,1,4] r = random(seed=7),'),
    '"r" meets its channels in another shape',
  ],
  [
    'a value of unknown shape',
    block(8, 'a = Relu(h) m = Relu(a)').replace('float[N,8,4,4] a', 'float[] a'),
    '"a" is not known to be an image of 8 channels',
  ],
  [
    'an output of the graph',
    block(8, 'a = Relu(h) m = Relu(a)')
      .replace('=> (', '=> (float[N,8,4,4] a, ')
      .replace('float[N,8,4,4] a, float[N,8,4,4] d', 'float[N,8,4,4] d'),
    'its channels reach the output "a" of the graph',
  ],
  [
    'a weight computed at run time',
    block(8, 'a = Relu(h) m = Relu(a)')
      .replace('float[16,8,1,1] w2 = random(seed=5, std=0.3), ', '')
      .replace('x) =>', 'x, float[16,8,1,1] w2) =>'),
    '"w2" of Conv "last" is computed at run time',
  ],
])('refuses %s', (_, text, reason) => {
  const { before, after, reasons } = respellText(text, rules);
  expect(reasons).toContain(reason);
  expect(weightOf(after, 'stem')).toEqual(weightOf(before, 'stem'));
});

test('refuses a value that a body below reads, or gives out as it is', () => {
  const text = block(
    8,
    'a = Relu(h) m = Relu(a) z = If<then_branch = t () => (b) { b = Neg(a) }, else_branch = e () => (c) { c = Neg(x) }>(choice)',
  )
    .replace('x) =>', 'x, bool choice) =>')
    .replace('=> (', '=> (float[] z, ');
  expect(respellText(text, rules).reasons).toEqual(['its channels reach Neg "b" of a body below']);

  const model = parseModel(text);
  const [body] = [...model.graph.nodes()].find((n) => n.opType === 'If')?.subgraphs ?? [];
  const relu = model.graph.find('a');
  if (body === undefined || relu === undefined) throw new Error('no body, or no "a"');
  body.dispose();
  body.addOutput(relu);
  expect(respell(model, rules).refused.map((r) => r.reason)).toEqual(['"a" is an output of a body below']);
});

test('leaves the whole span where one of its convolutions is kept', () => {
  const before = parseModel(block(8, `a = Relu(h) ${depthwise(8)} m = Relu(d)`));
  const last = [...before.graph.nodes()].at(-1) as Node;
  const record = respell(before, rules, { kept: new Map([[last, { kind: 'excluded', text: 'the recipe excludes it' }]]) });
  expect(record.refused).toEqual([{ rule: 'pad-channel-grid', node: 'stem', reason: 'the recipe excludes it' }]);
  expect(weightOf(before, 'stem')).toEqual([8, 3, 3, 3]);
});

test('a stem that reaches 16 filters has its image padded as well', async () => {
  const { before, after } = respellText(block(8, 'm = Relu(h)'), defaultRespellings);
  expect(weightOf(after, 'stem')).toEqual([16, 4, 3, 3]);
  await expectEquivalent(before, after, exact);
});
