import { setTimeout as wait } from 'node:timers/promises';
import { type Exit, type ServerOptions, type ServerProcess, startServer } from './server-process.ts';

export interface Supervised {
  pid(): number;
  stop(): Promise<void>;
}

const shortestPauseMs = 100;
const longestPauseMs = 10_000;
/** A server that ran so long starts with a short pause again. */
const steadyMs = 60_000;

/** Starts the server and, whenever it ends by itself, starts it again, after longer and longer pauses. Rejects where the first start fails. */
export async function supervise(options: ServerOptions, onRestart: (exit: Exit) => void): Promise<Supervised> {
  const stopping = new AbortController();
  let server = await started();
  const watching = watch();
  return {
    pid: () => server.pid,
    async stop() {
      stopping.abort();
      await server.stop();
      await watching;
    },
  };

  async function started(): Promise<ServerProcess> {
    const server = startServer(options);
    try {
      await server.answering();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  async function watch(): Promise<void> {
    let pauseMs = shortestPauseMs;
    for (;;) {
      const since = Date.now();
      const exit = await server.exited;
      if (stopping.signal.aborted) return;
      onRestart(exit);
      pauseMs = Date.now() - since > steadyMs ? shortestPauseMs : Math.min(2 * pauseMs, longestPauseMs);
      await wait(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      // Sessions of a killed server may still hold its memory: then the new one ends at once, and the next has more time.
      server = startServer(options);
    }
  }
}
