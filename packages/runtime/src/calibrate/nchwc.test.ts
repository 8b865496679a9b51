import { expect, test } from 'vitest';
import { blockedDims, paddedChannels, toBlocked } from './nchwc.ts';

test('channels are padded to whole blocks', () => {
  expect([8, 16, 24, 30].map((c) => paddedChannels(c, 16))).toEqual([16, 16, 32, 32]);
  expect(blockedDims([2, 30, 5, 7], 8)).toEqual([2, 32, 5, 7]);
});

test('blocked memory holds the channels of a pixel side by side and padding behind the last', () => {
  const elements = Uint32Array.from({ length: 6 }, (_, i) => i + 1);
  expect([...toBlocked(elements, { dims: [1, 3, 1, 2], blockSize: 2, padding: 99 })]).toEqual([1, 3, 2, 4, 5, 99, 6, 99]);
});

test('memory that is given is filled, padding over what it held, and no further', () => {
  const into = new Uint32Array(10).fill(7);
  const blocked = toBlocked(Uint32Array.of(1, 2, 3), { dims: [1, 3, 1, 1], blockSize: 2, padding: 0, into });
  expect([...blocked]).toEqual([1, 2, 3, 0]);
  expect([...into]).toEqual([1, 2, 3, 0, 7, 7, 7, 7, 7, 7]);
});
