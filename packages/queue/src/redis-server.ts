import { createRedisBackend, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { placeOf, QueueError } from './queue-error.ts';
import { ended, lasting, RedisWithDuplicates } from './redis-connections.ts';
import type { Server } from './server.ts';
import { commandTimeoutMs, type Timing } from './timing.ts';
import { workerOptions } from './worker-options.ts';

export async function redisServer(url: string, timing: Timing): Promise<Server> {
  const commands = new Redis(url, { ...lasting, commandTimeout: commandTimeoutMs }).on('error', unheard);
  try {
    await commands.ping();
  } catch (cause) {
    await ended(commands);
    throw new QueueError('queue/unreachable', `Redis at ${placeOf(url)} does not answer. Is it running, and OCTET_REDIS_URL right?`, {
      cause,
    });
  }
  return {
    queue: (name) => new Queue(name, { connection: commands, streams: { events: { maxLen: 100 } } }, createRedisBackend),
    consumerSide: () => {
      // A command must fail while the server is away: one that waits would take a ticket later, when nobody awaits it any more.
      const connection = new RedisWithDuplicates(url, { ...lasting, maxRetriesPerRequest: null, enableOfflineQueue: false });
      connection.on('error', unheard);
      return {
        worker: (name) => new Worker(name, null, { ...workerOptions(timing), connection }, createRedisBackend),
        // BullMQ closes connections that wait by a command, which waits too.
        interrupt: () => connection.endAll(),
        close: async () => undefined,
      };
    },
    check: async () => void (await commands.ping()),
    close: () => ended(commands),
  };
}

/** The caller of a command sees that it failed; ioredis emits the error a second time, and prints it without a listener. */
function unheard(): void {}
