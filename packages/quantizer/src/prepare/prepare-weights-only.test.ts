import { expect, test } from 'vitest';
import { backends } from '../backends/index.ts';
import { planText } from '../testing/quantize-text.ts';
import { prepareWeightsOnly } from './prepare-weights-only.ts';

const backend = backends['ort-cpu-vnni'];
const why = { kind: 'slower', text: 'slower in integers' } as const;
const text = `g (float[1,4,8,8] x) => (float[1,64,8,8] y) <float[4,1,3,3] d = random(seed=1), float[64,4,1,1] w = random(seed=2), float[64,64,1,1] v = random(seed=3)> {
  [depthwise] a = Conv<group=4, pads=[1,1,1,1]>(x, d) [wide] b = Conv(a, w) [r] c = Relu(b) [last] y = Conv(c, v) }`;

test('stores large weights as int8 and leaves the smallest 3 % of them float; all compute in float, for the reason given', async () => {
  const { model } = await planText(text);
  const plan = prepareWeightsOnly(model, backend, { exclude: [], why });
  expect([...plan.nodes.values()].map((n) => [n.node, n.placement, n.why?.text])).toEqual([
    ['depthwise', 'float', 'slower in integers'],
    ['wide', 'weights', 'slower in integers'],
    ['r', 'float', 'slower in integers'],
    ['last', 'weights', 'slower in integers'],
  ]);
  expect(plan.specs.size).toBe(0);
});

test('what the recipe excludes keeps its float weights', async () => {
  const { model } = await planText(text);
  const plan = prepareWeightsOnly(model, backend, { exclude: [{ name: '^last$' }], why });
  expect(plan.nodes.get('last')).toMatchObject({
    placement: 'float',
    why: { kind: 'excluded', text: 'excluded by the recipe (name /^last$/)' },
  });
});
