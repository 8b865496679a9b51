import { startBurners } from '@octet/testing';
import { expect, test } from 'vitest';
import { watchOtherLoad } from './other-load.ts';

/** A machine of four CPUs, seen over one second in which it was idle for `idle` and worked for this process for `own` of its 4000 ms. */
function loadOf({ idle, own }: { idle: number; own: number }): number {
  let passed = 0;
  const load = watchOtherLoad({
    now: () => 50 + 1000 * passed,
    cpuCount: () => 4,
    idle: () => 9 + idle * passed,
    own: () => 7 + own * passed,
  });
  passed = 1;
  return load();
}

test('what is neither idle nor of this process is the load of others', () => {
  expect(loadOf({ idle: 1000, own: 1000 })).toBe(0.5);
  expect(loadOf({ idle: 0, own: 0 })).toBe(1);
});

test('what this process does itself is not, nor is rounding of the clocks below 0', () => {
  expect(loadOf({ idle: 2000, own: 2000 })).toBe(0);
  expect(loadOf({ idle: 2020, own: 2000 })).toBe(0);
});

test('a system that does not tell the times of its CPUs shows no load', () => {
  const load = watchOtherLoad({ now: () => performance.now(), cpuCount: () => 0, idle: () => 0, own: () => 5 });
  expect(load()).toBe(0);
});

test('processes that keep every CPU of this machine busy are seen', async () => {
  await using _ = await startBurners();
  const load = watchOtherLoad();
  const end = performance.now() + 600;
  while (performance.now() < end);
  expect(load()).toBeGreaterThan(0.4);
});
