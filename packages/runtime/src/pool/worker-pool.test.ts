import { expect, test } from 'vitest';
import type { EchoTask } from './fixtures/echo-task.ts';
import { StopFlag } from './stop-flag.ts';
import { WorkerPool } from './worker-pool.ts';
import { Sent } from './worker-task.ts';

const echo = new URL('./fixtures/echo-task.ts', import.meta.url);
const openEcho = (pool: WorkerPool, options: { onEvent?: (event: string, worker: number) => void; fail?: string } = {}) =>
  pool.openTask<EchoTask>(echo, {
    opening: (i) => new Sent({ name: `task ${i}`, ...(options.fail === undefined || i === 0 ? {} : { fail: options.fail }) }),
    ...(options.onEvent === undefined ? {} : { onEvent: options.onEvent }),
  });

test('a task is opened once in every worker and each answers for itself', async () => {
  await using pool = new WorkerPool(2);
  await using task = await openEcho(pool);
  expect(task.opened).toEqual([{ name: 'task 0' }, { name: 'task 1' }]);
});

test('buffers move to the worker and back', async () => {
  await using pool = new WorkerPool(1);
  await using task = await openEcho(pool);
  const bytes = Uint8Array.of(1, 2, 3);
  const answer = await task.call(0, new Sent({ do: 'echo', bytes }, [bytes.buffer]));
  expect(answer).toEqual(Uint8Array.of(1, 2, 3));
  expect(bytes.byteLength).toBe(0);
});

test('a fault in a call rejects that call with its message and leaves the task usable', async () => {
  await using pool = new WorkerPool(1);
  await using task = await openEcho(pool);
  await expect(task.call(0, new Sent({ do: 'throw', message: 'no such tensor' }))).rejects.toThrow('no such tensor');
  await expect(task.call(0, new Sent({ do: 'echo', bytes: Uint8Array.of(7) }))).resolves.toEqual(Uint8Array.of(7));
});

test('a task that one worker cannot open is closed in the others and rejects', async () => {
  await using pool = new WorkerPool(2);
  await expect(openEcho(pool, { fail: 'out of luck' })).rejects.toThrow('out of luck');
  await using task = await openEcho(pool);
  expect(task.workers).toBe(2);
});

test('events reach the listener before the answer of the call that emitted them', async () => {
  const events: [string, number][] = [];
  await using pool = new WorkerPool(2);
  await using task = await openEcho(pool, { onEvent: (event, worker) => events.push([event, worker]) });
  await task.call(1, new Sent({ do: 'emit', event: 'half way' }));
  expect(events).toEqual([['half way', 1]]);
});

test('a worker that ends by itself rejects the call under way and every later one with runtime/worker-died', async () => {
  await using pool = new WorkerPool(1);
  const task = await openEcho(pool);
  await expect(task.call(0, new Sent({ do: 'exit' }))).rejects.toMatchObject({ code: 'runtime/worker-died' });
  await expect(task.call(0, new Sent({ do: 'emit', event: 'x' }))).rejects.toMatchObject({ code: 'runtime/worker-died' });
  await expect(task[Symbol.asyncDispose]()).rejects.toMatchObject({ code: 'runtime/worker-died' });
});

test('a stop flag reaches a worker that hears no messages', async () => {
  await using pool = new WorkerPool(1);
  await using task = await openEcho(pool);
  const stop = new StopFlag();
  const call = task.call(0, new Sent({ do: 'spin-until-stopped' }), stop);
  stop.stop();
  await expect(call).resolves.toBeUndefined();
});

test('disposal stops the calls under way and waits for the threads to end', async () => {
  const pool = new WorkerPool(1);
  const task = await openEcho(pool);
  const call = task.call(0, new Sent({ do: 'spin-until-stopped' }));
  await pool[Symbol.asyncDispose]();
  await expect(call).resolves.toBeUndefined();
  await expect(openEcho(pool)).rejects.toThrow('disposed');
});

test('a call after disposal is canceled, not blamed on the worker', async () => {
  const pool = new WorkerPool(1);
  const task = await openEcho(pool);
  await pool[Symbol.asyncDispose]();
  await expect(task.call(0, new Sent({ do: 'emit', event: 'x' }))).rejects.toMatchObject({ code: 'canceled' });
  await expect(task[Symbol.asyncDispose]()).resolves.toBeUndefined();
});
