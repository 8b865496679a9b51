import { expect, test } from 'vitest';
import { CallError, persistently } from './call-error.ts';

const away = () => new CallError('away', { retryable: true });
const never = new AbortController().signal;

test('a call is made again until it succeeds', async () => {
  let calls = 0;
  const answer = persistently(async () => {
    if (++calls < 3) throw away();
    return 'done';
  }, never);
  expect(await answer).toBe('done');
  expect(calls).toBe(3);
});

test('a refusal, or a fault of another kind, ends it at once', async () => {
  let calls = 0;
  const refused = (error: Error) =>
    persistently(async () => {
      calls++;
      throw error;
    }, never);
  await expect(refused(new CallError('no', { status: 409 }))).rejects.toThrow('no');
  await expect(refused(new Error('bug'))).rejects.toThrow('bug');
  expect(calls).toBe(2);
});

test('an abort ends the wait with the last fault', async () => {
  const abort = new AbortController();
  const waiting = persistently(async () => {
    setImmediate(() => abort.abort());
    throw away();
  }, abort.signal);
  await expect(waiting).rejects.toThrow('away');
});
