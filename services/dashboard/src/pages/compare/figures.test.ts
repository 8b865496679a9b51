import { expect, test } from 'vitest';
import { change, showFigure } from './figures.ts';

const figure = (unit: string, a: unknown, b: unknown) => ({ name: 'x', unit, a, b });

test('a figure is shown in its unit, and a dash where it was not measured', () => {
  expect(showFigure(2_310_000, 'bytes')).toBe('2.31 MB');
  expect(showFigure(99.87, '%')).toBe('99.87 %');
  expect(showFigure('Infinity', 'dB')).toBe('Infinity');
  expect(showFigure({ integer: 4, float: 1 }, 'nodes')).toBe('4 integer, 1 float');
  expect(showFigure(null, 'ms')).toBe('–');
});

test('shares and points change by points, amounts by percent, and what was not measured not at all', () => {
  expect(change(figure('points', 1, 0.25))).toBe('−0.75 points');
  expect(change(figure('%', 90, 95))).toBe('+5.00 points');
  expect(change(figure('ms', 2, 3))).toBe('+50.0 %');
  expect(change(figure('ms', null, 3))).toBe('');
  expect(change(figure('ms', null, null))).toBe('');
  expect(change(figure('ms', 0, 3))).toBe('');
  expect(change(figure('', 'pass', 'pass'))).toBe('=');
});
