import { describe, expect, test } from 'vitest';
import { isBusy, raceVerdict } from './race-verdict.ts';

const first = { count: 1, isBusy: false };

describe('the verdict of a race', () => {
  test('is slower where the whole interval is below 1 by more than can be resolved, else it is not', () => {
    expect(raceVerdict({ low: 0.9, high: 0.979 }, first)).toBe('slower');
    expect(raceVerdict({ low: 0.981, high: 0.999 }, first)).toBe('not-slower');
    expect(raceVerdict({ low: 1.3, high: 1.5 }, first)).toBe('not-slower');
  });

  test('is left to another heat while the interval holds the limit, on a machine that is idle', () => {
    expect(raceVerdict({ low: 0.9, high: 1.1 }, first)).toBe('again');
    expect(raceVerdict({ low: 0.9, high: 1.1 }, { count: 4, isBusy: false })).toBe('again');
    expect(raceVerdict({ low: 0.9, high: 1.1 }, { count: 5, isBusy: false })).toBe('inconclusive');
  });

  test('is none on a busy machine, unless the interval is clear there too', () => {
    expect(raceVerdict({ low: 0.9, high: 1.1 }, { count: 1, isBusy: true })).toBe('inconclusive');
    expect(raceVerdict({ low: 1.2, high: 1.9 }, { count: 1, isBusy: true })).toBe('not-slower');
    expect(raceVerdict({ low: 0.5, high: 0.8 }, { count: 1, isBusy: true })).toBe('slower');
  });
});

describe('a machine', () => {
  const runs = (p90Us: number) => ({ runsUs: new Float64Array(), roundsUs: [], p50Us: 100, p90Us, p99Us: p90Us, samplesPerSecond: 1 });
  const times = (fp32: number, int8: number) => ({ fp32: runs(fp32), int8: runs(int8) });

  test('is busy where others take a quarter of it, or where runs differ more than alone', () => {
    expect(isBusy({ otherLoad: 0.3, models: times(110, 110) })).toBe(true);
    expect(isBusy({ otherLoad: 0, models: times(110, 170) })).toBe(true);
  });

  test('is not where neither is so', () => {
    expect(isBusy({ otherLoad: 0.2, models: times(110, 150) })).toBe(false);
  });
});
