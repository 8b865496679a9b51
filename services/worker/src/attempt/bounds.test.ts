import { expect, test } from 'vitest';
import { threadsFor } from './bounds.ts';

const GiB = 1024 ** 3;

test('as many threads as cores where memory allows, fewer beside a large model, one in any case', () => {
  expect(threadsFor(16 * GiB, 0, 4)).toBe(4);
  expect(threadsFor(3 * GiB, 0, 4)).toBe(2);
  expect(threadsFor(5 * GiB, GiB, 4)).toBe(1);
  expect(threadsFor(GiB, 8 * GiB, 4)).toBe(1);
});
