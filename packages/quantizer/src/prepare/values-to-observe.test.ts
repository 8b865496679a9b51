import { expect, test } from 'vitest';
import { backends } from '../backends/index.ts';
import { planText } from '../testing/quantize-text.ts';
import { valuesToObserve } from './prepare.ts';

async function observed(body: string): Promise<string[]> {
  const { model } = await planText(`g (float[1,4,8,8] x) => (float[1,4,8,8] y)
    <float[4,4,1,1] w = random(seed=1, std=0.4), float[4,4,1,1] v = random(seed=2, std=0.4)> { ${body} }`);
  return valuesToObserve(model, backends['ort-cpu-vnni']).sort();
}

test('what integer operators read and make is observed, the output of a vanished Relu instead of its input', async () => {
  expect(await observed('c = Conv(x, w) r = Relu(c) y = Conv(r, v)')).toEqual(['r', 'x', 'y']);
});

test('the product of a SiLU follows from its x; any other product is observed', async () => {
  expect(await observed('c = Conv(x, w) s = Sigmoid(c) m = Mul(c, s) y = Conv(m, v)')).toEqual(['c', 'x', 'y']);
  expect(await observed('c = Conv(x, w) s = Sigmoid(c) m = Mul(s, s) y = Conv(m, v)')).toContain('m');
});
