import { parseModel } from '@octet/onnx';
import { expect, test } from 'vitest';
import { backends } from '../backends/index.ts';
import { integersWin, quantizeModel } from '../testing/quantize-model.ts';
import { countPairs } from './saturating-pairs.ts';

const network = `g (float[1,4,8,8] x) => (float[1,6] y) <float[16,4,3,3] w = random(seed=1, std=0.2), float[16,1,3,3] d = random(seed=2, std=0.2),
  float[16,6] v = random(seed=3, std=0.3)> {
  [conv] a = Conv<pads=[1,1,1,1]>(x, w) r = Relu(a) [depthwise] b = Conv<pads=[1,1,1,1], group=16>(r, d) p = GlobalAveragePool(b) f = Flatten(p) [fc] y = Gemm(f, v) }`;

async function counted(target: 'ort-cpu-vnni' | 'ort-cpu-x86') {
  const { prepared, plan, weights } = await quantizeModel(parseModel(network), {
    backend: { ...integersWin, weights: backends[target].weights },
    observer: 'min-max',
  });
  return countPairs(prepared, plan, weights);
}

test('pairs of convolutions and matrices are counted, those of depthwise convolutions are none', async () => {
  const { pairs, saturating } = await counted('ort-cpu-vnni');
  expect(pairs).toBe((16 * 4 * 9) / 2 + (16 * 6) / 2);
  expect(saturating).toBeGreaterThan(0);
});

test('no pair of a guarded artifact saturates', async () => {
  expect(await counted('ort-cpu-x86')).toMatchObject({ saturating: 0 });
});
