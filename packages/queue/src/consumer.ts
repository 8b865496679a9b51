import { setTimeout as wait } from 'node:timers/promises';
import type { JobClass } from '@octet/contracts';
import { ClassSource, type Taken } from './class-source.ts';
import type { Consumer, Ticket } from './job-queue.ts';
import type { Server } from './server.ts';
import type { Timing } from './timing.ts';

export interface ConsumerOptions {
  readonly classes: readonly JobClass[];
  readonly handle: (ticket: Ticket) => Promise<void>;
  readonly concurrency: number;
  readonly onError: (error: Error) => void;
  readonly timing: Timing;
}

/** Between two tries of a command that failed. */
const retryMs = 500;

/**
 * One loop over the classes in their order, instead of a loop of BullMQ for each: `concurrency` holds over all of them, and nothing is taken
 * that cannot be worked on at once.
 */
export async function startConsumer(server: Server, options: ConsumerOptions): Promise<Consumer> {
  const { classes, handle, concurrency, timing } = options;
  const closing = new AbortController();
  const tell = (error: unknown) => options.onError(error instanceof Error ? error : new Error(String(error)));
  // Once it closes, connections end under commands that nobody awaits any more.
  const onError = (error: unknown) => {
    if (!closing.signal.aborted) tell(error);
  };
  const side = server.consumerSide(classes.length);
  const sources = classes.map((jobClass) => new ClassSource(side, { jobClass, timing, onError, closing: closing.signal }));
  const running = new Set<Promise<void>>();
  let wake = (): void => undefined;

  try {
    await Promise.all(sources.map((source) => source.ready()));
  } catch (error) {
    closing.abort();
    await stop();
    throw error;
  }
  const upkeep = [
    setInterval(() => sources.forEach((source) => void source.renewLocks()), timing.lockMs / 3),
    setInterval(() => sources.forEach((source) => void source.freeStalled()), timing.stalledCheckMs),
  ];
  const loop = fetching();

  let closed: Promise<void> | undefined;
  return {
    close() {
      closed ??= close();
      return closed;
    },
  };

  async function close(): Promise<void> {
    closing.abort();
    wake();
    await loop;
    await Promise.all(running);
    upkeep.forEach(clearInterval);
    await stop();
  }

  async function fetching(): Promise<void> {
    while (!closing.signal.aborted) {
      if (running.size >= concurrency) {
        await woken();
        continue;
      }
      const taken = await takeFirst();
      if (taken) work(taken);
      else if (!closing.signal.aborted) await woken(sources.map((source) => source.mayHaveMore()));
    }
  }

  /** By the first of `events`, by the end of some work or by `close`. */
  async function woken(events: readonly Promise<void>[] = []): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    wake = resolve;
    for (const event of events) void event.then(resolve);
    await promise;
  }

  async function takeFirst(): Promise<Taken | undefined> {
    for (const source of sources) {
      try {
        const taken = await source.take();
        if (taken) return taken;
      } catch (error) {
        onError(error);
        await wait(retryMs, undefined, { signal: closing.signal }).catch(() => undefined);
      }
    }
    return undefined;
  }

  function work({ ticket, done }: Taken): void {
    const work = (async () => {
      try {
        await handle(ticket);
      } catch (error) {
        tell(error);
      }
      await done();
    })().finally(() => {
      running.delete(work);
      wake();
    });
    running.add(work);
  }

  async function stop(): Promise<void> {
    await side.interrupt();
    await Promise.all(sources.map((source) => source.stop()));
    await side.close();
  }
}
