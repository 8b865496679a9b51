import { expect, test } from 'vitest';
import { dropPoints } from './metric.ts';
import { overallVerdict } from './verdict.ts';

test('a drop is percentage points for fractions, decibels for PSNR, growth in percent for errors; positive is worse', () => {
  expect(dropPoints('top1', { fp32: 0.83, int8: 0.825 })).toBeCloseTo(0.5, 12);
  expect(dropPoints('psnr', { fp32: 30, int8: 30.5 })).toBe(-0.5);
  expect(dropPoints('mse', { fp32: 2, int8: 3 })).toBe(50);
  expect(dropPoints('mae', { fp32: 0, int8: 0 })).toBe(0);
  expect(dropPoints('mae', { fp32: 0, int8: 1 })).toBe(1e9);
});

test('one failed gate fails all, and one that was not evaluated keeps all from passing', () => {
  expect(overallVerdict(['pass', 'pass'])).toBe('pass');
  expect(overallVerdict(['pass', 'not_evaluated'])).toBe('not_evaluated');
  expect(overallVerdict(['not_evaluated', 'fail', 'pass'])).toBe('fail');
});
