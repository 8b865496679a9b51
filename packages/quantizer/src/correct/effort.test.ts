import { parseModel } from '@octet/onnx';
import { expect, test } from 'vitest';
import { effortFor } from './effort.ts';

/** A model of about `macs` multiply-accumulates. */
function model(macs: number) {
  const side = Math.round(Math.sqrt(macs / 900));
  const m = parseModel(
    `g (float[1,10,${side},${side}] x) => (float[1,10,${side},${side}] y) <float[10,10,3,3] w = random(seed=1)> { y = Conv<pads=[1,1,1,1]>(x, w) }`,
  );
  return m;
}

test('larger models get fewer samples and trials, never fewer than the floor nor more than the ceiling', () => {
  const efforts = [1e5, 1e7, 1e8, 1e9, 1e10].map((macs) => effortFor(model(macs), 50));
  for (let i = 1; i < efforts.length; i++) {
    const [a, b] = [efforts[i - 1] as (typeof efforts)[0], efforts[i] as (typeof efforts)[0]];
    for (const key of ['scoringSamples', 'biasSamples', 'rangeTrials', 'fallbackTrials'] as const)
      expect(b[key]).toBeLessThanOrEqual(a[key]);
  }
  expect(efforts[0]).toEqual({ scoringSamples: 128, biasSamples: 256, rangeTrials: 400, fallbackTrials: 400 });
  expect(efforts.at(-1)).toEqual({ scoringSamples: 16, biasSamples: 32, rangeTrials: 16, fallbackTrials: 64 });
});

test('more layers get fewer trials', () => {
  expect(effortFor(model(1e7), 400).rangeTrials).toBeLessThan(effortFor(model(1e7), 20).rangeTrials);
});
