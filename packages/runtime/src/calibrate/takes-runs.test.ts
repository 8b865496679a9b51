import { expect, test } from 'vitest';
import { takesRuns } from './takes-runs.ts';

test('runs are taken of the first 64 samples, and of one stack in eight after them', () => {
  for (const stack of [1, 4]) {
    const taken = Array.from({ length: 64 + 8 * stack * 10 }, (_, index) => takesRuns(index, stack));
    expect(taken.slice(0, 64)).toEqual(Array(64).fill(true));
    expect(taken.slice(64).filter(Boolean).length).toBe(10 * stack);
  }
});

test('samples of one stack are treated alike', () => {
  for (let index = 0; index < 400; index++) expect(takesRuns(index, 4)).toBe(takesRuns(index - (index % 4), 4));
});
