import { rng } from '@octet/testing';
import { expect, test } from 'vitest';
import { observers } from '../observers/index.ts';
import { statisticsOf } from '../testing/statistics-of.ts';
import { siluStatistics } from './silu-statistics.ts';

const silu = (x: number) => x / (1 + Math.exp(-x));
const options = { levels: 255, percentile: 99.99 };

test('what is derived from x chooses the ranges that what is measured on y does', () => {
  const random = rng(7);
  const samples = Array.from({ length: 6 }, () => Array.from({ length: 20_000 }, () => random.normal() * 5 - 1));
  const derived = siluStatistics('y', statisticsOf('x', samples));
  const measured = statisticsOf(
    'y',
    samples.map((s) => s.map(silu)),
  );
  expect(derived.max).toBeCloseTo(measured.max, 5);
  expect(derived.min).toBeCloseTo(measured.min, 3);
  for (const name of ['min-max', 'percentile', 'histogram-mse', 'mean-min-max'] as const) {
    const [a, b] = [observers[name]([derived], options), observers[name]([measured], options)];
    expect(a.max / b.max).toBeGreaterThan(0.99);
    expect(a.max / b.max).toBeLessThan(1.01);
    const level = (b.max - b.min) / options.levels;
    expect(Math.abs(a.min - b.min)).toBeLessThan(level / 8);
  }
});

test('x that never reaches the minimum keeps y above it', () => {
  const derived = siluStatistics('y', statisticsOf('x', [[-0.5, 0.25, 3]]));
  expect(derived.min).toBeCloseTo(silu(-0.5), 6);
  expect(derived.max).toBeCloseTo(silu(3), 6);
});
