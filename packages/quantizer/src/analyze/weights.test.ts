import { expect, test } from 'vitest';
import { backends } from '../backends/index.ts';
import { plainChoice } from '../convert/choice.ts';
import { weightsOf } from '../convert/weights.ts';
import { planText } from '../testing/quantize-text.ts';
import { Sqnr } from './sqnr.ts';
import { analyzeWeights } from './weights.ts';

test('SQNR is 10 · log10 of signal over noise, over all that was added', () => {
  const sqnr = new Sqnr();
  sqnr.add([3, 4], [3, 4]);
  expect(sqnr.db).toBe(Number.POSITIVE_INFINITY);
  sqnr.add([5], [4.5]);
  expect(sqnr.db).toBeCloseTo(10 * Math.log10(50 / 0.25), 10);
});

test('SQNR of noise without signal is minus infinity, of NaN not a number', () => {
  const silent = new Sqnr();
  silent.add([0], [1]);
  expect(silent.db).toBe(Number.NEGATIVE_INFINITY);
  const broken = new Sqnr();
  broken.add([1], [Number.NaN]);
  expect(broken.db).toBeNaN();
});

test('the weights of integer layers: scales, histograms before and after, levels that nobody uses, dead channels', async () => {
  const { model, plan } = await planText(
    `g (float[1,2,4,4] x) => (float[1,2,4,4] y, float[1,2,4,4] z) <float[2,2,1,1] w = {1, -0.5, 0, 0}, float[2,2,1,1] v = random(seed=1)> {
      [a] y = Conv(x, w) [b] z = Conv(x, v) }`,
    { exclude: [{ name: '^b$' }] },
  );
  const found = analyzeWeights(model, plan, weightsOf(plainChoice(plan, new Map()), backends['ort-cpu-vnni']));
  expect(found.map((f) => f.node)).toEqual(['a']);
  const [a] = found;
  expect(a).toMatchObject({ weight: 'w', dims: [2, 2, 1, 1], axis: 0, deadChannels: 1, railShare: 0.25, unusedLevels: 252 });
  expect(a?.scales[0]).toBe(Math.fround(1 / 127));
  expect(a?.integerCounts[128]).toBe(2); // two zeros
  expect(a?.integerCounts[128 + 127]).toBe(1);
  expect(a?.bins.fp32.reduce((x, y) => x + y)).toBe(4);
  expect(a?.bins.dequantized.reduce((x, y) => x + y)).toBe(4);
  expect([a?.bins.min, a?.bins.max]).toEqual([-0.5, 1]);
  expect(a?.sqnrDb).toBeGreaterThan(45);
});
