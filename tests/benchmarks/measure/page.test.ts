import { expect, it } from 'vitest';
import { median, table } from './page.ts';

it('a table aligns the columns whose heading ends in a colon to the right', () => {
  expect(table(['model', 'dB:'], [['a', '1.0']])).toBe('| model | dB |\n| --- | ---: |\n| a | 1.0 |');
});

it('the median of an even count is between the middle two, in whatever order they come', () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2.5]);
});

it('the median of nothing is no number', () => {
  expect(median([])).toBeNaN();
});
