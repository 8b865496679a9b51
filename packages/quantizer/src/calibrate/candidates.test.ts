import { randomFeeds, directRunner as runner } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { backends } from '../backends/index.ts';
import { QuantizerError } from '../errors.ts';
import { valuesToObserve } from '../prepare/prepare.ts';
import { directCalibrator } from '../testing/direct-calibrator.ts';
import { planText } from '../testing/quantize-text.ts';
import { rangeCandidates } from './candidates.ts';
import { rangesOfOwners } from './overrides.ts';

const backend = backends['ort-cpu-vnni'];
const w = 'float[4,4,1,1] w = random(seed=1, std=0.4), float[4,4,1,1] v = random(seed=2, std=0.4), float half = {0.5}';
const text = (body: string) => `g (float[1,4,8,8] x) => (float[1,4,8,8] y) <${w}> { ${body} }`;
const options = { observers: ['min-max', 'histogram-mse'], percentile: 99.99, levels: 255, overrides: new Map() } as const;

async function candidates(body: string, kept: readonly string[], overrides = new Map<string, { min: number; max: number }>()) {
  const { model, plan } = await planText(text(body), { exclude: kept.map((name) => ({ name: `^${name}$` })) });
  const samples = [11, 12].map((seed) => randomFeeds(model, seed));
  const statistics = await directCalibrator(runner).collect(model, valuesToObserve(model, backend), samples);
  return { plan, statistics, found: rangeCandidates(model, plan, statistics, { ...options, overrides: rangesOfOwners(plan, overrides) }) };
}

test('every value that owns a range gets one range an observer, the widest first', async () => {
  const { found } = await candidates('c = Conv(x, w) d = Relu(c) y = Conv(d, v)', []);
  expect([...found.keys()].sort()).toEqual(['d', 'x', 'y']);
  for (const list of found.values()) {
    expect(list.map((c) => c.observer)).toEqual(['min-max', 'histogram-mse']);
    const [widest, other] = list;
    expect((other?.range.max ?? 0) - (other?.range.min ?? 0)).toBeLessThanOrEqual((widest?.range.max ?? 0) - (widest?.range.min ?? 0));
  }
});

describe('a plan that keeps layers in float needs no second calibration', () => {
  test.each([
    ['a Sigmoid that was fixed', '[a] c = Conv(x, w) s = Sigmoid(c) d = Conv(x, v) m = Mul(d, s) y = Conv(m, w)', 's'],
    ['a MaxPool that shared', '[a] c = Conv(x, w) s = MaxPool<kernel_shape=[1,1]>(c) t = Erf(s) d = Conv(s, v) y = Add(d, t)', 's'],
    ['a scalar factor', '[a] c = Conv(x, w) s = Mul(half, c) y = Conv(s, v)', 's'],
    ['a Max that was unified', '[a] c = Conv(x, w) [b] e = Conv(x, v) s = Max(c, e) t = Erf(s) d = Conv(s, v) y = Add(d, t)', 's'],
  ])('%s has a range of its own then', async (_, body, value) => {
    const { plan, found, statistics } = await candidates(body, body.includes('[b]') ? ['a', 'b'] : ['a']);
    expect(plan.specs.get(value)?.kind).toBe('observed');
    const [widest] = found.get(value) ?? [];
    expect(widest?.range.max).toBeGreaterThan(0.5);
    expect(statistics.values.size).toBeLessThan(7);
  });
});

test('an override is the only candidate of the value that owns the range, also by the name of one that shares it', async () => {
  const body = 'c = Conv(x, w) d = MaxPool<kernel_shape=[1,1]>(c) y = Conv(d, v)';
  const range = { min: -2, max: 3 };
  expect((await candidates(body, [], new Map([['d', range]]))).found.get('c')).toEqual([{ observer: 'override', range }]);
});

test('an override of a value that is not quantized is an error', async () => {
  await expect(candidates('c = Conv(x, w) d = Relu(c) y = Conv(d, v)', [], new Map([['c', { min: 0, max: 1 }]]))).rejects.toThrow(
    QuantizerError,
  );
});
