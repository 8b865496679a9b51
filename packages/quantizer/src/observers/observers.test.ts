import { type Rng, rng } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import type { ValueStatistics } from '../statistics.ts';
import { statisticsOf } from '../testing/statistics-of.ts';
import { observers } from './index.ts';
import { pointsOf } from './points.ts';
import { quantizationError } from './quantization-error.ts';
import { roundingError } from './rounding-error.ts';
import { identity } from './transfer.ts';

const options = { levels: 255, percentile: 99.9 };
const two = statisticsOf('v', [
  [-1, 0, 2],
  [-3, 0.5, 1],
]);

test('min-max takes the extremes of all samples, and of all values that share the range', () => {
  expect(observers['min-max']([two], options)).toEqual({ min: -3, max: 2 });
  expect(observers['min-max']([two, statisticsOf('w', [[5]])], options)).toEqual({ min: -3, max: 5 });
});

test('mean-min-max averages the extremes of the samples', () => {
  expect(observers['mean-min-max']([two], options)).toEqual({ min: -2, max: 1.5 });
});

test('moving-average starts at the first sample and moves a hundredth of the way to each next', () => {
  const { min, max } = observers['moving-average']([two], options);
  expect([min, max]).toEqual([-1 + 0.01 * -2, 2 + 0.01 * -1]);
});

describe('percentile', () => {
  // 1..1000 on the one side and −1..−1000 on the other: 0.5 % of 2000 elements a tail are 10.
  const ramp = statisticsOf('v', [Array.from({ length: 2000 }, (_, i) => (i < 1000 ? i + 1 : 999 - i))]);

  test('cuts half of the rest off each tail', () => {
    const { min, max } = observers.percentile([ramp], { ...options, percentile: 99 });
    expect(Math.abs(max - 990)).toBeLessThan(4); // a bin is 0.4 % wide
    expect(Math.abs(min + 990)).toBeLessThan(4);
  });

  test('keeps everything at 100', () => {
    expect(observers.percentile([ramp], { ...options, percentile: 100 })).toEqual({ min: -1000, max: 1000 });
  });
});

describe('entropy', () => {
  const random = rng(3);
  const normal = Array.from({ length: 20_000 }, () => random.normal());

  test('clips a heavy tail', () => {
    const { max } = observers.entropy([statisticsOf('v', [[...normal, 40, -40]])], options);
    expect(max).toBeLessThan(10);
    expect(max).toBeGreaterThan(2);
  });

  test('keeps all of a uniform value', () => {
    const uniform = Array.from({ length: 20_000 }, () => random.next());
    const { min, max } = observers.entropy([statisticsOf('v', [uniform])], options);
    expect(min).toBe(-0);
    expect(max).toBeGreaterThan(0.97);
  });
});

describe('histogram-mse', () => {
  test('clips an outlier that costs all others resolution, here at 4 bits', () => {
    const random = rng(4);
    const values = [...Array.from({ length: 50_000 }, () => random.normal()), 60];
    expect(observers['histogram-mse']([statisticsOf('v', [values])], { ...options, levels: 15 }).max).toBeLessThan(20);
    expect(observers['histogram-mse']([statisticsOf('v', [values])], options).max).toBeGreaterThan(50);
  });

  test('keeps outliers that are frequent', () => {
    const random = rng(4);
    const values = [...Array.from({ length: 1000 }, () => random.normal()), ...Array.from({ length: 100 }, () => 60)];
    expect(observers['histogram-mse']([statisticsOf('v', [values])], options).max).toBeGreaterThan(59.5);
  });

  test('clips below 0 for nothing where a SiLU reads the value', () => {
    const random = rng(5);
    const statistics = [statisticsOf('v', [Array.from({ length: 20_000 }, () => random.normal() * 6)])];
    const plain = observers['histogram-mse'](statistics, options);
    const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
    const silu = {
      name: 'silu',
      f: (x: number) => x * sigmoid(x),
      slope: (x: number) => sigmoid(x) * (1 + x * (1 - sigmoid(x))),
    };
    const gated = observers['histogram-mse'](statistics, { ...options, transfer: silu });
    expect(plain.min).toBeLessThan(-12);
    expect(gated.min).toBeGreaterThan(-9);
  });

  test('never loses more than min-max by its own measure (60 random values)', () => {
    const random = rng(6);
    for (let i = 0; i < 60; i++) {
      const statistics = drawn(random);
      const error = roundingError(pointsOf(statistics), 255, identity);
      const best = observers['histogram-mse'](statistics, options);
      expect(error(best)).toBeLessThanOrEqual(error(observers['min-max'](statistics, options)));
    }
  });
});

describe.each(Object.keys(observers) as (keyof typeof observers)[])('%s', (name) => {
  test('stays within the extremes and holds 0 (60 random values)', () => {
    const random = rng(20250101);
    for (let i = 0; i < 60; i++) {
      const statistics = drawn(random);
      const { min, max } = observers[name](statistics, options);
      expect(min).toBeLessThanOrEqual(0);
      expect(max).toBeGreaterThanOrEqual(0);
      expect(min).toBeGreaterThanOrEqual(Math.min(0, ...statistics.map((s) => s.min)));
      expect(max).toBeLessThanOrEqual(Math.max(0, ...statistics.map((s) => s.max)));
    }
  });

  test('answers an empty range for a value that is always 0, and for one without elements', () => {
    for (const samples of [
      [
        [0, 0],
        [0, 0],
      ],
      [[]],
    ]) {
      const { min, max } = observers[name]([statisticsOf('v', samples)], options);
      expect([min + 0, max + 0]).toEqual([0, 0]);
    }
  });

  test('is not led astray by NaN or infinities in the histogram', () => {
    const seen = statisticsOf('v', [[Number.NaN, Number.POSITIVE_INFINITY, -1, 1, 0.5]]);
    const { min, max } = observers[name](
      [{ ...seen, min: -1, max: 1, sampleMins: Float32Array.of(-1), sampleMaxs: Float32Array.of(1) }],
      options,
    );
    expect(min).toBeGreaterThanOrEqual(-1);
    expect(max).toBeLessThanOrEqual(1);
  });
});

test('the error measure counts rounding inside, distance outside, and nothing for exact zeros', () => {
  const points = { x: Float64Array.of(-4, 0, 1, 3), weight: Float64Array.of(1, 100, 10, 2) };
  const error = quantizationError(points, 255);
  const s = 4 / 255;
  // −4 is 2 beyond the lower end, 3 is 1 beyond the upper; 1 is rounded; 0 is exact.
  expect(error({ min: -2, max: 2 })).toBeCloseTo(4 + 2 * 1 + (10 * (s * s)) / 12, 12);
  expect(error({ min: 0, max: 0 })).toBe(16 + 10 + 18);
});

/** One or two values of one to four samples: normal, one-sided, heavy-tailed or constant, of any magnitude. */
function drawn(random: Rng): ValueStatistics[] {
  const shapes = [(x: number) => x, Math.abs, (x: number) => x ** 5, (x: number) => -Math.abs(x), () => 1.7];
  return Array.from({ length: 1 + random.below(2) }, (_, v) => {
    const shape = shapes[random.below(shapes.length)] as (x: number) => number;
    const size = 10 ** (random.below(8) - 4);
    const samples = Array.from({ length: 1 + random.below(4) }, () => Array.from({ length: 200 }, () => shape(random.normal()) * size));
    return statisticsOf(`v${v}`, samples);
  });
}
