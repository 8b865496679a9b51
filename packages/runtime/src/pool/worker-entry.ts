import { parentPort } from 'node:worker_threads';
import { toFailure } from './failure.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { StopFlag } from './stop-flag.ts';
import type { OpenTask, TaskTypes, WorkerTask } from './worker-task.ts';
import { Sent } from './worker-task.ts';

/** The program of a worker thread: opens, calls and closes tasks, one message after the other, until it is told to end. */
const port = parentPort;
if (port === null) throw new Error('worker-entry.ts runs in a worker thread only');

// onnxruntime-node 1.30 reads a Float16Array as empty; where the class is missing it takes float16 as bit patterns in a Uint16Array.
Reflect.deleteProperty(globalThis, 'Float16Array');

const tasks = new Map<number, WorkerTask<TaskTypes>>();
const post = (message: FromWorker, transfer: readonly ArrayBuffer[] = []) => port.postMessage(message, transfer);

const handlers: { [K in ToWorker['kind']]: (m: Extract<ToWorker, { kind: K }>) => Promise<void> } = {
  open: (m) =>
    answer(m.call, async () => {
      const module = (await import(m.module)) as { openTask: OpenTask<TaskTypes> };
      const task = await module.openTask(m.opening, (value) => post({ kind: 'event', task: m.task, value }));
      tasks.set(m.task, task);
      return new Sent(task.opened);
    }),
  call: (m) =>
    answer(m.call, () => {
      const task = tasks.get(m.task);
      if (task === undefined) throw new Error(`task ${m.task} is not open`);
      return task.call(m.value, new StopFlag(m.stop));
    }),
  close: (m) =>
    answer(m.call, async () => {
      const task = tasks.get(m.task);
      tasks.delete(m.task);
      await task?.close();
      return new Sent(undefined);
    }),
  end: async () => {
    for (const task of tasks.values()) await task.close();
    port.close();
  },
};

// A chain, not a listener that awaits: two calls must never run at the same time on one thread.
let chain: Promise<void> = Promise.resolve();
port.on('message', (m: ToWorker) => {
  chain = chain.then(() => (handlers[m.kind] as (m: ToWorker) => Promise<void>)(m));
});

async function answer(call: number, work: () => Promise<Sent<unknown>>): Promise<void> {
  try {
    const sent = await work();
    post({ kind: 'answer', call, value: sent.value }, sent.transfer);
  } catch (error) {
    post({ kind: 'failure', call, failure: toFailure(error) });
  }
}
