import { expect, test } from 'vitest';
import { counted, format } from './format.ts';
import { plain } from './text/plain.ts';

test('gives every number its unit', () => {
  const shown = [
    format.bytes(999),
    format.bytes(1),
    format.bytes(132_480),
    format.bytes(412_000_000),
    format.microseconds(26.34),
    format.microseconds(1020),
    format.seconds(0.08),
    format.seconds(300),
    format.seconds(119.7),
    format.count(1_768_240),
    format.points(-0.123),
    format.decibels(36.44),
    format.number(0.0000123),
    format.number(-1234.56),
    counted(1, 'node'),
    counted(2, 'node'),
  ].map(plain);
  expect(shown).toEqual([
    '999 bytes',
    '1 byte',
    '132 kB',
    '412 MB',
    '26.3 µs',
    '1.02 ms',
    '80.0 ms',
    '5 min',
    '2 min',
    '1 768 240',
    '−0.12 points',
    '36.4 dB',
    '1.23e−5',
    '−1235',
    '1 node',
    '2 nodes',
  ]);
});

test('never rounds a ratio up to a threshold that it missed', () => {
  expect(format.ratio(2.9999)).toBe('2.99×');
  expect(format.ratio(3)).toBe('3.00×');
});

test('never shows a part as all, nor something as nothing', () => {
  expect([1, 0.99999, 0.999, 0.9, 0.00001, 0].map(format.share).map(plain)).toEqual([
    '100 %',
    '> 99.99 %',
    '99.90 %',
    '90 %',
    '< 0.01 %',
    '0 %',
  ]);
});

test('says n/a for what is no number, instead of NaN', () => {
  expect([format.bytes, format.ratio, format.share, format.points, format.number].map((show) => show(Number.NaN))).toEqual(
    Array(5).fill('n/a'),
  );
  expect(format.decibels(Number.NaN)).toBe('n/a');
});

test('says the unit of an interval once, and the words of special decibels', () => {
  const interval = { low: -0.04, high: 0.19, confidence: 0.95, method: 'bootstrap' };
  expect(plain(format.interval(interval, format.points))).toBe('−0.04 to 0.19 points (95 %, bootstrap)');
  expect(plain(format.interval(interval, format.number))).toBe('−0.04 to 0.19 (95 %, bootstrap)');
  expect([format.decibels('exact'), format.decibels('no-signal'), format.decibels(undefined)]).toEqual(['exact', 'no signal', '']);
});
