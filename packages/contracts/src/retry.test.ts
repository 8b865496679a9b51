import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ProblemError } from './problem-error.ts';
import { createRetry } from './retry.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

test('tries again until it succeeds, and says on the log what it waits for', async () => {
  const warn = vi.fn();
  const open = vi.fn(async () => {
    if (open.mock.calls.length < 4) throw Object.assign(new Error(''), { code: 'ECONNREFUSED' });
    return 'open';
  });
  const opened = createRetry({ seconds: 60, log: { warn } }).until('PostgreSQL', open);
  await vi.advanceTimersByTimeAsync(100 + 200 + 400);
  expect(await opened).toBe('open');
  expect(warn.mock.calls[0]).toEqual([{ reason: 'ECONNREFUSED', seconds_left: 60 }, 'waits for PostgreSQL']);
  expect(warn).toHaveBeenCalledTimes(3);
});

test('gives up when its time is over, naming what did not answer and why', async () => {
  const failing = createRetry({ seconds: 2, log: { warn: () => {} } }).until('Redis', () => Promise.reject(new Error('refused')));
  const refused = expect(failing).rejects.toMatchObject({
    code: 'service/unavailable',
    message: expect.stringMatching(/Redis did not answer within 2 s: refused.*OCTET_START_SECONDS/),
  });
  await vi.advanceTimersByTimeAsync(2_100);
  await refused;
});

test('its time is for all that it waits for together', async () => {
  const retry = createRetry({ seconds: 1, log: { warn: () => {} } });
  vi.advanceTimersByTime(1_000);
  const open = vi.fn(() => Promise.reject(new Error('refused')));
  await expect(retry.until('the storage', open)).rejects.toMatchObject({ code: 'service/unavailable' });
  expect(open).toHaveBeenCalledTimes(1);
});

test('does not wait for what waiting cannot fix', async () => {
  const retry = createRetry({ seconds: 60, log: { warn: () => {} } });
  await expect(retry.until('x', () => Promise.reject(new ProblemError('config/invalid', 'wrong')))).rejects.toThrow('wrong');
});
