import { encodeToBuffer, type Model, parseModel } from '@octet/onnx';
import { compareTensors, optimizedModel, randomFeeds, directRunner as runner } from '@octet/testing';
import { expect, test } from 'vitest';
import { separateReaders } from './separate-readers.ts';

const zeros = `{${Array(16).fill(0).join()}}`;
const layer = (i: number, q: string, zero: string) =>
  `q${i}, s${i}, z${i} = DynamicQuantizeLinear(x${i}) p${i} = MatMulInteger(q${i}, ${q}, z${i}, ${zero}) c${i} = Cast<to=1>(p${i}) x${i + 1} = Mul(c${i}, s${i})`;
/** Three layers, which read these weights and zero points; the elements are the same in all. */
const network = (reads: readonly (readonly [string, string])[]) =>
  parseModel(`g (float[8,16] x0) => (float[8,16] x3) <int8[16,16] w = random(seed=1, min=-120, max=120), int8[16] z = ${zeros},
    int8[16,16] v = random(seed=1, min=-120, max=120), int8[16] o = ${zeros}, int8[16,16] u = random(seed=1, min=-120, max=120), int8[16] n = ${zeros}> {
    ${reads.map(([q, zero], i) => layer(i, q, zero)).join(' ')} }`);
const shared = () =>
  network([
    ['w', 'z'],
    ['w', 'z'],
    ['w', 'z'],
  ]);
const own = () =>
  network([
    ['w', 'z'],
    ['v', 'o'],
    ['u', 'n'],
  ]);

test('readers of one constant have one each when onnxruntime has loaded the model, and it loads where it is asked for exact sums', async () => {
  const model = shared();
  expect(separateReaders(model.graph)).toBe(true);
  const feeds = randomFeeds(model, 1);
  const outputOf = async (of: Model) => {
    await using session = await runner.open(encodeToBuffer(of), { integers: 'exact' });
    return (await session.run(feeds))['x3'];
  };
  const expected = await outputOf(own());
  // On an x64 CPU without VNNI onnxruntime 1.30 refuses the model as it was.
  const actual = await outputOf(model);
  expect(compareTensors(expected ?? expect.unreachable(), actual ?? expect.unreachable(), { rtol: 1e-4, atol: 1e-3 })).toBeUndefined();
  const loaded = [...(await optimizedModel(model)).graph.nodes()].filter((n) => /MatMul/.test(n.opType));
  expect(new Set(loaded.map((n) => n.input(1)?.name)).size).toBe(3);
  model.graph.sweep();
  expect([...model.graph.initializers].map((v) => v.name)).toEqual(['w', 'z']);
});

test('constants with one reader stay, and so do the scalar zero points of activations', () => {
  expect(separateReaders(own().graph)).toBe(false);
  const activations = parseModel(`g (int8[4] a, int8[4] b) => (float[4] x, float[4] y) <float s = {0.5}, int8 z = {3}> {
    x = DequantizeLinear(a, s, z) y = DequantizeLinear(b, s, z) }`);
  expect(separateReaders(activations.graph)).toBe(false);
});
