import { expect, test } from 'vitest';
import { placementOf } from './placement.ts';

test('a model up to 1 GiB gets a session per worker with one thread, a larger one a single session with all threads', () => {
  expect(placementOf(2 ** 30, 8)).toEqual({ workers: 8, threads: 1 });
  expect(placementOf(2 ** 30 + 1, 8)).toEqual({ workers: 1, threads: 8 });
});
