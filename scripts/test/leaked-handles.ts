import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll } from 'vitest';

/** What keeps a process alive and belongs to somebody: not file requests in flight, which end by themselves. */
const owned = new Set([
  'Timeout',
  'Immediate',
  'TCPServerWrap',
  'TCPSocketWrap',
  'PipeServerWrap',
  'ProcessWrap',
  'FSEventWrap',
  'MessagePort',
]);
/** Turns of the event loop that a closed handle may take to disappear. */
const turns = 50;
/** For what ends by itself: a killed process, once the kernel has told Node; a timer with which vitest puts off its updates by 100 ms. */
const timeoutMs: Readonly<Record<string, number>> = { ProcessWrap: 10_000, Timeout: 1000 };

/** Running worker threads; Node does not list them among the active resources. */
const workers = new Set<Worker>();
process.on('worker', (worker) => {
  workers.add(worker);
  worker.once('exit', () => workers.delete(worker));
});

let before: readonly string[] = [];
beforeAll(() => {
  before = openHandles();
});

// Set up first, so run last: after every cleanup of the file itself.
afterAll(async () => {
  let leaked = difference(openHandles(), before);
  const start = Date.now();
  const waits = (turn: number) => turn < turns || leaked.every((kind) => Date.now() - start < (timeoutMs[kind] ?? 0));
  for (let turn = 0; leaked.length > 0 && waits(turn); turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    leaked = difference(openHandles(), before);
  }
  if (leaked.length > 0)
    throw new Error(`the tests of this file leave open: ${leaked.join(', ')}. Close them in the test or in afterEach.`);
});

function openHandles(): string[] {
  return [...process.getActiveResourcesInfo().filter((kind) => owned.has(kind)), ...Array.from(workers, () => 'Worker')];
}

function difference(now: readonly string[], then: readonly string[]): string[] {
  const rest = [...now];
  for (const kind of then) {
    const index = rest.indexOf(kind);
    if (index >= 0) rest.splice(index, 1);
  }
  return rest;
}
