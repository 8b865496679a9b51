import { setTimeout } from 'node:timers/promises';

export interface Stoppable {
  /** Resolves once the work that runs has ended. */
  stop(): Promise<void>;
}

/** Does `work` again and again, `milliseconds` after the last ended: never two at once. What it throws goes to `onError`, and it goes on. */
export function every(milliseconds: number, work: () => Promise<unknown>, onError: (error: unknown) => void): Stoppable {
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = (async () => {
    while (!signal.aborted) {
      try {
        await work();
      } catch (error) {
        onError(error);
      }
      await setTimeout(milliseconds, undefined, { signal }).catch(() => {});
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
