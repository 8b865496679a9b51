import { expect, test } from 'vitest';
import { byteRange } from './byte-range.ts';

test.each([
  ['bytes=0-3', { start: 0, end: 3 }],
  ['bytes=7-', { start: 7, end: 9 }],
  ['bytes=-4', { start: 6, end: 9 }],
  ['bytes=-99', { start: 0, end: 9 }],
  ['bytes=5-99', { start: 5, end: 9 }],
  ['BYTES= 9-9 ', { start: 9, end: 9 }],
])('%s of 10 bytes is one range', (field, range) => {
  expect(byteRange(field, 10)).toEqual(range);
});

test.each([undefined, '', 'bytes=', 'bytes=-', 'bytes=4-2', 'bytes=0-1,3-4', 'lines=0-1', 'bytes=a-b', 'bytes=1'])(
  '%s asks for nothing that has to be answered',
  (field) => {
    expect(byteRange(field, 10)).toBe('all');
  },
);

test.each([
  ['bytes=10-', 10],
  ['bytes=99-100', 10],
  ['bytes=-0', 10],
  ['bytes=0-0', 0],
  ['bytes=-1', 0],
])('%s of %i bytes lies outside', (field, size) => {
  expect(byteRange(field, size)).toBe('outside');
});
