import { expect, test, vi } from 'vitest';
import { every } from './every.ts';

const unexpected = (error: unknown): never => expect.unreachable(String(error));

test('works again and again, never twice at once, and goes on after a fault', async () => {
  let atOnce = 0;
  const most = { atOnce: 0 };
  const faults: unknown[] = [];
  const work = vi.fn(async () => {
    most.atOnce = Math.max(most.atOnce, ++atOnce);
    await new Promise(setImmediate);
    atOnce -= 1;
    if (work.mock.calls.length === 2) throw new Error('second');
  });
  const loop = every(1, work, (error) => faults.push(error));
  await vi.waitFor(() => expect(work.mock.calls.length).toBeGreaterThan(3));
  await loop.stop();
  expect(most.atOnce).toBe(1);
  expect(faults).toEqual([new Error('second')]);
});

test('stops at once while it waits, and after its work while it works', async () => {
  await every(1e9, async () => {}, unexpected).stop();
  const release = Promise.withResolvers<void>();
  const order: string[] = [];
  const loop = every(1, () => release.promise.then(() => order.push('worked')), unexpected);
  const stopped = loop.stop().then(() => order.push('stopped'));
  release.resolve();
  await stopped;
  expect(order).toEqual(['worked', 'stopped']);
});
