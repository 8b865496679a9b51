import { expect, test } from 'vitest';
import { BufferStore } from './buffer-store.ts';

test('gives back what it was given, by size, once', () => {
  const store = new BufferStore();
  const buffer = new ArrayBuffer(8);
  store.give([buffer]);
  expect(store.take(16)).not.toBe(buffer);
  expect(store.take(8)).toBe(buffer);
  expect(store.take(8)).not.toBe(buffer);
});

test('keeps no more than 256', () => {
  const store = new BufferStore();
  const buffers = Array.from({ length: 300 }, () => new ArrayBuffer(8));
  store.give(buffers);
  const kept = new Set(buffers);
  expect(Array.from({ length: 300 }, () => store.take(8)).filter((b) => kept.has(b)).length).toBe(256);
});
