import { encodeToBuffer } from '@octet/onnx';
import { expect, test } from 'vitest';
import { integersWin } from '../testing/quantize-model.ts';
import { planText } from '../testing/quantize-text.ts';
import { type Choice, plainChoice } from './choice.ts';
import { convert } from './convert.ts';
import { nearestIntegers } from './nearest-integers.ts';

const network = `g (float[1,4,8,8] x) => (float[1,4,8,8] y) <float[4,4,1,1] w = random(seed=1), float[4,4,1,1] v = random(seed=2)> {
  [a] c = Conv(x, w) d = Relu(c) [b] y = Conv(d, v) }`;
const ranges: Choice['ranges'] = new Map([
  ['x', { min: -4, max: 4 }],
  ['d', { min: 0, max: 8 }],
  ['y', { min: -9, max: 9 }],
]);

test('a choice decides the artifact alone: the same one gives the same bytes, whatever was converted before, and the prepared model stays', async () => {
  const { model, plan } = await planText(network, { backend: integersWin });
  const before = Buffer.from(encodeToBuffer(model));
  const bytesOf = async (choice: Choice) => Buffer.from(encodeToBuffer((await convert(model, choice, integersWin)).model));
  const plain = plainChoice(plan, ranges);
  const first = await bytesOf(plain);
  const [a] = [...model.graph.nodes()];
  const { integer } = nearestIntegers(a ?? expect.unreachable(), integersWin.weights);
  const others: Choice[] = [
    { ...plain, biasShifts: new Map([['a', new Float32Array(4).fill(0.5)]]) },
    { ...plain, roundings: new Map([[integer, { integer: { ...integer, q: integer.q.map((q) => q ^ 1) }, moved: 16 }]]) },
    { ...plain, ranges: new Map([...ranges, ['d', { min: 0, max: 7 }]]) },
  ];
  for (const choice of others) expect((await bytesOf(choice)).equals(first)).toBe(false);
  expect((await bytesOf(plain)).equals(first)).toBe(true);
  expect(before.equals(encodeToBuffer(model))).toBe(true);
  expect(Object.isFrozen(plain)).toBe(true);
});
