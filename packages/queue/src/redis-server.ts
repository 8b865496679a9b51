import { createRedisBackend, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { placeOf, QueueError } from './queue-error.ts';
import type { Server } from './server.ts';
import { commandTimeoutMs, type Timing } from './timing.ts';
import { workerOptions } from './worker-options.ts';

/** Ends what waits on a connection that died without a word. */
const keepAlive = { keepAlive: 10_000 };

export async function redisServer(url: string, timing: Timing): Promise<Server> {
  const commands = quiet(new Redis(url, { ...keepAlive, commandTimeout: commandTimeoutMs }));
  try {
    await commands.ping();
  } catch (cause) {
    commands.disconnect();
    throw new QueueError('queue/unreachable', `Redis at ${placeOf(url)} does not answer. Is it running, and OCTET_REDIS_URL right?`, {
      cause,
    });
  }
  return {
    queue: (name) => new Queue(name, { connection: commands, streams: { events: { maxLen: 100 } } }, createRedisBackend),
    consumerSide: () => {
      // A command must fail while the server is away: one that waits would take a ticket later, when nobody awaits it any more.
      const connection = quiet(new Redis(url, { ...keepAlive, maxRetriesPerRequest: null, enableOfflineQueue: false }));
      return {
        worker: (name) => new Worker(name, null, { ...workerOptions(timing), connection }, createRedisBackend),
        close: async () => connection.disconnect(),
      };
    },
    check: async () => void (await commands.ping()),
    close: async () => commands.disconnect(),
  };
}

/** Whoever gave a command hears that it failed; ioredis tells it a second time, and on its own prints it. */
function quiet(connection: Redis): Redis {
  return connection.on('error', () => undefined);
}
