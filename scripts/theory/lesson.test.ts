import { expect, it } from 'vitest';
import { difference, type Trial } from './lesson.ts';

const trial = (name: string, top1: number, sqnrDb: number): Trial => ({ name, top1, sqnrDb, drop: 0, agreement: 100, warnings: [] });

it('says what was measured, whichever way it went', () => {
  expect(difference(trial('a', 76, 38), trial('b', 70, 30))).toBe('b loses 8.0 dB against a (30.0 for 38.0); top-1 falls by 6.00 points');
  expect(difference(trial('a', 70, 30), trial('b', 76, 38))).toBe('b gains 8.0 dB against a (38.0 for 30.0); top-1 rises by 6.00 points');
});

it('calls a difference within the noise none', () => {
  expect(difference(trial('a', 76, 38), trial('b', 75.9, 37.8))).toBe(
    'b changes 0.2 dB against a (37.8 for 38.0); top-1 stays (−0.10 points)',
  );
});
