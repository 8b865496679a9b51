import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Counter } from './counter.ts';
import { CounterStore } from './counter-store.ts';

function countAll(counter: Counter, table: number, values: readonly number[]): void {
  counter.count(table, counter.load(Float32Array.from(values)), values.length);
}

test('a counter that was given back is taken again, with nothing in its tables and nothing loaded', () => {
  const store = new CounterStore();
  const counter = store.take(3, 64);
  const values = fc.array(fc.oneof(fc.float(), fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, 6)), { maxLength: 30 });
  fc.assert(
    fc.property(values, values, (some, others) => {
      expect(store.take(3, 64)).not.toBe(counter);
      countAll(counter, 0, some);
      countAll(counter, 2, others);
      counter.uncount(2, 0, 5);
      store.give(counter);
      expect(store.take(3, 64)).toBe(counter);
      expect(counter.loadedBytes).toBe(0);
      for (const table of [0, 1, 2]) {
        const { histogram, nonFiniteCount } = counter.read(table);
        expect([...histogram.bins]).toEqual([]);
        expect(nonFiniteCount).toBe(0);
      }
    }),
    { numRuns: 60 },
  );
});

test('a counter that is used again counts what a new one counts', () => {
  const store = new CounterStore();
  const counter = store.take(1, 64);
  countAll(counter, 0, [0, 0, 1, -2, 1e-30]);
  store.give(counter);
  const again = store.take(1, 64);
  countAll(again, 0, [3, -3, 3]);
  expect([...again.read(0).histogram.counts]).toEqual([2, 1]);
});

test('a counter with fewer tables than wanted is not taken, one with more is', () => {
  const store = new CounterStore();
  const small = store.take(1, 64);
  store.give(small);
  const large = store.take(2, 64);
  expect(large).not.toBe(small);
  store.give(large);
  expect(store.take(1, 64)).toBe(large);
});
