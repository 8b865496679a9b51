import { expect, test } from 'vitest';
import { burstOrders } from './burst-orders.ts';

test.each([1, 2, 3, 4, 5, 6])('of %i models each stands in every place and behind every other equally often', (count) => {
  const orders = burstOrders(count);
  const places = new Map<string, number>();
  const pairs = new Map<string, number>();
  const add = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const order of orders) {
    expect(order.toSorted()).toEqual(Array.from({ length: count }, (_, i) => i));
    order.forEach((model, place) => {
      add(places, `${model} at ${place}`);
      if (place > 0) add(pairs, `${model} behind ${order[place - 1]}`);
    });
  }
  expect(places.size).toBe(count * count);
  expect(pairs.size).toBe(count * (count - 1));
  expect(new Set(places.values()).size).toBe(1);
  expect(new Set(pairs.values()).size).toBeLessThanOrEqual(1);
});

test('two models take turns in going first', () => {
  expect(burstOrders(2)).toEqual([
    [0, 1],
    [1, 0],
  ]);
});
