import { expect, test } from 'vitest';
import { missingParts, partBytes, partCount } from './part-plan.ts';

const plan = { bytes: 25, part_bytes: 10 };
const part = (n: number) => ({ n, bytes: 10, digest: '0'.repeat(64) });

test('every part is full but the last', () => {
  expect([partCount(plan), partBytes(plan, 1), partBytes(plan, 3), partBytes({ bytes: 20, part_bytes: 10 }, 2)]).toEqual([3, 10, 5, 10]);
});

test('refuses a part after the last', () => {
  expect(() => partBytes(plan, 4)).toThrow('there is no part 4');
});

test('tells which parts have not come', () => {
  expect(missingParts({ ...plan, parts: [part(2)] })).toEqual([1, 3]);
  expect(missingParts({ ...plan, parts: [part(3), part(1), part(2)] })).toEqual([]);
});
