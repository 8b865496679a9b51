import { Redis, type RedisOptions } from 'ioredis';

/** For every connection: noticed within seconds when the other side is gone without a word, and tried again at least once a second. */
export const lasting = { keepAlive: 10_000, retryStrategy: (tries: number) => Math.min(50 * tries, 1_000) };

/** Ends a connection at once, whatever waits on it, and resolves when its socket is closed. */
export async function ended(connection: Redis): Promise<void> {
  if (connection.status === 'end') return;
  // Between two sockets ioredis can be asked to stop, but then never says that it did.
  if (connection.status === 'reconnecting') await told(connection, 'connecting');
  const end = told(connection, 'end');
  connection.disconnect();
  await end;
}

/** Unlike `once` of node:events, an 'error' on the way is none of its business. */
function told(connection: Redis, event: 'connecting' | 'end'): Promise<void> {
  return new Promise((resolve) => connection.once(event, () => resolve()));
}

/** Knows the connections that BullMQ makes of it, one for each worker to wait on. */
export class RedisWithDuplicates extends Redis {
  readonly #duplicates: Redis[] = [];

  override duplicate(override?: Partial<RedisOptions>): Redis {
    const duplicate = super.duplicate(override);
    this.#duplicates.push(duplicate);
    return duplicate;
  }

  async endAll(): Promise<void> {
    await Promise.all([this, ...this.#duplicates].map(ended));
  }
}
