import { parseModel } from '@octet/onnx';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Budget } from './budget.ts';

let ms = 0;
beforeEach(() => {
  ms = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => ms);
});
afterEach(() => vi.restoreAllMocks());

/** 64 multiply-accumulates in one node. */
const model = parseModel('g (float[1,8] x) => (float[1,8] y) <float[8,8] w = random(seed=1)> { y = MatMul(x, w) }');

test('work ends a search, whatever the time; until then nothing has ended it', () => {
  const budget = new Budget(model, { secondLimit: 1e9, macLimit: 640 });
  for (let run = 0; run < 10; run++) budget.ran();
  expect([budget.isSpent(), budget.stoppedBy]).toEqual([false, undefined]);
  budget.ran(0.5);
  expect([budget.isSpent(), budget.stoppedBy]).toEqual([true, 'work']);
});

test('opening a session is work too', () => {
  const budget = new Budget(model, { secondLimit: 1e9, macLimit: 3e8 });
  budget.opened();
  expect(budget.isSpent()).toBe(false);
  budget.opened();
  expect(budget.isSpent()).toBe(true);
});

test('seconds end it where there is more to try, and are named; what is outside of the search does not count', async () => {
  const budget = new Budget(model, { secondLimit: 5 });
  await budget.outside(async () => {
    ms += 60_000;
  });
  ms += 5000;
  expect([budget.seconds(), budget.isSpent()]).toEqual([5, false]);
  ms += 1;
  expect(budget.stoppedBy).toBeUndefined();
  expect([budget.isSpent(), budget.stoppedBy]).toEqual([true, 'seconds']);
});

test('a canceled job ends it with its own error', () => {
  const budget = new Budget(model, { secondLimit: 5, signal: AbortSignal.abort(new Error('enough')) });
  expect(() => budget.isSpent()).toThrow('enough');
});

test('progress counts runs over all steps that are planned, never more than planned, and jumps over what was left out', () => {
  const seen: [number, number][] = [];
  const budget = new Budget(model, { secondLimit: 5, onProgress: (done, total) => seen.push([done, total]) });
  const run = () => {
    ms += 1000;
    budget.ran();
  };
  budget.plan({ first: 2, second: 10, third: 1 });
  ms += 1000;
  budget.begin('first', 2);
  for (let i = 0; i < 3; i++) run();
  ms += 1000;
  budget.begin('second', 10);
  run();
  ms += 1000;
  budget.begin('third', 1);
  run();
  expect(seen).toEqual([
    [0, 13],
    [1, 13],
    [2, 13],
    [2, 13],
    [2, 13],
    [3, 13],
    [12, 13],
    [13, 13],
  ]);
});

test('progress is told no more than ten times a second', () => {
  let told = 0;
  const budget = new Budget(model, { secondLimit: 5, onProgress: () => told++ });
  for (let i = 0; i < 1000; i++) {
    ms += 1;
    budget.ran();
  }
  expect(told).toBe(10);
});
