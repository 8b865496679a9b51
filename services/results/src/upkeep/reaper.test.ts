import { beforeEach, expect, test, vi } from 'vitest';
import { stubParts } from '../testing/stub-parts.ts';
import { createReaper } from './reaper.ts';

const reapOverdue = vi.fn(async (): Promise<readonly string[]> => []);
const reapSilent = vi.fn(async (_before: Date): Promise<readonly string[]> => []);
const offer = vi.fn(async (_jobId: string) => {});
let now: number;
let tick: () => Promise<void>;

beforeEach(() => {
  vi.clearAllMocks();
  now = Date.parse('2026-01-01T00:00:00Z');
  const dispatcher = { offer, reconcile: async () => {} };
  tick = createReaper(stubParts({ ledger: { attempts: { reapOverdue, reapSilent } }, dispatcher, clock: () => new Date(now) }));
});

async function ticks(seconds: number): Promise<void> {
  for (let i = 0; i < seconds; i++) {
    await tick();
    now += 1000;
  }
}

test('gives up attempts that were silent for five seconds, and offers their jobs again', async () => {
  await ticks(5);
  expect(reapSilent).not.toHaveBeenCalled();
  reapSilent.mockResolvedValueOnce(['job_1', 'job_2']);
  await ticks(1);
  expect(reapSilent).toHaveBeenCalledExactlyOnceWith(new Date(now - 6000));
  expect(offer.mock.calls).toEqual([['job_1'], ['job_2']]);
});

test('ends what is overdue from the first tick on', async () => {
  await ticks(1);
  expect(reapOverdue).toHaveBeenCalledExactlyOnceWith(new Date(now - 1000), 10);
});

test('listens again after it was frozen: silence that it could not have heard is none', async () => {
  await ticks(6);
  reapSilent.mockClear();
  now += 60_000;
  await ticks(5);
  expect(reapSilent).not.toHaveBeenCalled();
  await ticks(1);
  expect(reapSilent).toHaveBeenCalledOnce();
});

test('listens again after the ledger did not answer', async () => {
  await ticks(6);
  reapSilent.mockClear();
  reapOverdue.mockRejectedValueOnce(new Error('gone'));
  await expect(tick()).rejects.toThrow('gone');
  now += 1000;
  await ticks(5);
  expect(reapSilent).not.toHaveBeenCalled();
});
