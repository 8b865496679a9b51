import { expect, test } from 'vitest';
import { storedBytes, viewAs } from './storage.ts';

test('bytes on an aligned offset are seen as numbers without a copy, also those of a Node buffer', () => {
  const bytes = Buffer.from(Float32Array.of(1, 2).buffer);
  expect(viewAs('float32', bytes)).toEqual(Float32Array.of(1, 2));
  expect(viewAs('float32', bytes).buffer).toBe(bytes.buffer);
});

test('bytes on an unaligned offset are copied, also those of a Node buffer', () => {
  const whole = new Uint8Array([0, ...new Uint8Array(Float32Array.of(1, 2).buffer)]);
  expect(viewAs('float32', whole.subarray(1))).toEqual(Float32Array.of(1, 2));
  expect(viewAs('float32', Buffer.from(whole.buffer, 1))).toEqual(Float32Array.of(1, 2));
});

test('sub-byte elements are packed, a started byte counting whole', () => {
  expect([storedBytes('int4', 3), storedBytes('uint2', 5), storedBytes('float16', 3), storedBytes('complex128', 2)]).toEqual([2, 2, 6, 32]);
});
