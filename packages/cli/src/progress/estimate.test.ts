import { expect, test } from 'vitest';
import { inWords, secondsLeft } from './estimate.ts';

test('takes the pace so far for the rest', () => {
  expect(secondsLeft(25, 100, 10)).toBe(30);
  expect(secondsLeft(100, 100, 10)).toBe(0);
});

test.each([
  { what: 'nothing is done', given: [0, 100, 10] },
  { what: 'it has hardly begun', given: [25, 100, 0.4] },
  { what: 'nobody knows how much there is', given: [25, 0, 10] },
] as const)('knows no pace when $what', ({ given: [done, total, seconds] }) => {
  expect(secondsLeft(done, total, seconds)).toBeUndefined();
});

test.each([
  [0, '0 s'],
  [0.2, '1 s'],
  [59.9, '1 min 0 s'],
  [119.6, '2 min 0 s'],
  [125, '2 min 5 s'],
])('%s seconds are %s', (seconds, words) => {
  expect(inWords(seconds)).toBe(words);
});
