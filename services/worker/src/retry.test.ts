import { expect, test } from 'vitest';
import { CallError } from './call-error.ts';
import { retry } from './retry.ts';

const away = () => new CallError('away', { retryable: true });
const log = { warn: () => undefined };
const forever = { signal: new AbortController().signal, log, longestPauseMs: 1 };

test('a call is made again until it succeeds', async () => {
  let calls = 0;
  const answer = retry(async () => {
    if (++calls < 3) throw away();
    return 'done';
  }, forever);
  expect(await answer).toBe('done');
  expect(calls).toBe(3);
});

test('a refusal, or a fault of another kind, ends it at once', async () => {
  let calls = 0;
  const refused = (error: Error) =>
    retry(async () => {
      calls++;
      throw error;
    }, forever);
  await expect(refused(new CallError('no', { status: 409 }))).rejects.toThrow('no');
  await expect(refused(new Error('bug'))).rejects.toThrow('bug');
  expect(calls).toBe(2);
});

test('a service that always answers with a fault of its own is given up, one that is not there never', async () => {
  const callsUntil = async (error: CallError) => {
    let calls = 0;
    await retry(async () => {
      if (++calls < 50) throw error;
    }, forever).catch(() => undefined);
    return calls;
  };
  expect(await callsUntil(new CallError('bug', { retryable: true, status: 500 }))).toBe(8);
  expect(await callsUntil(away())).toBe(50);
});

test('an abort ends the wait with the last fault', async () => {
  const abort = new AbortController();
  const waiting = retry(
    async () => {
      setImmediate(() => abort.abort());
      throw away();
    },
    { signal: abort.signal, log },
  );
  await expect(waiting).rejects.toThrow('away');
});
