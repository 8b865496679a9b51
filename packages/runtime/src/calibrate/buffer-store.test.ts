import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BufferStore } from './buffer-store.ts';

test('a buffer that came back is given again, to samples of about its size', () => {
  const store = new BufferStore();
  const buffer = store.take(1000);
  expect(store.take(1000)).not.toBe(buffer);
  store.give([buffer]);
  expect(store.take(2000)).not.toBe(buffer);
  expect(store.take(990)).toBe(buffer);
  expect(store.take(1000)).not.toBe(buffer);
});

test('a buffer holds what was asked for, and little more', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e7 }), (bytes) => {
      const { byteLength } = new BufferStore().take(bytes);
      expect(byteLength).toBeGreaterThanOrEqual(bytes);
      expect(byteLength).toBeLessThanOrEqual(Math.max(64, 1.25 * bytes + 1));
    }),
  );
});

test('of buffers that come back it keeps a bounded number of bytes', () => {
  const store = new BufferStore();
  const buffers = Array.from({ length: 5 }, () => store.take(2 ** 25));
  store.give(buffers);
  const again = buffers.map(() => store.take(2 ** 25));
  expect(again.filter((b) => buffers.includes(b)).length).toBe(4);
});
