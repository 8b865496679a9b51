import { createPostgresBackend, type PgPool, Queue, runMigrations, Worker } from 'bullmq';
import pg from 'pg';
import { placeOf, QueueError } from './queue-error.ts';
import type { Server } from './server.ts';
import { commandTimeoutMs, type Timing } from './timing.ts';
import { workerOptions } from './worker-options.ts';

/** Where BullMQ's tables live, apart from the ledger's. Its SQL names no schema: the search path says it. */
const schema = 'bullmq';

export async function postgresServer(url: string, timing: Timing): Promise<Server> {
  await migrate(url);
  const commands = poolOf(url, 4);
  return {
    queue: (name) => new Queue(name, { connection: forBull(commands), streams: { events: { maxLen: 100 } } }, createPostgresBackend),
    consumerSide: (classCount) => {
      // Each worker keeps one connection to listen on; the others are for commands.
      const connection = poolOf(url, classCount + 3);
      return {
        worker: (name) => new Worker(name, null, { ...workerOptions(timing), connection: forBull(connection) }, createPostgresBackend),
        interrupt: async () => undefined,
        close: () => connection.end(),
      };
    },
    check: async () => void (await commands.query('SELECT 1')),
    close: () => commands.end(),
  };
}

function poolOf(url: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    options: `-c search_path=${schema}`,
    max,
    keepAlive: true,
    connectionTimeoutMillis: commandTimeoutMs,
    query_timeout: commandTimeoutMs,
  });
  // The user of a connection sees that it broke. The error is emitted a second time, which would end the process without a listener.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** BullMQ declares the part of a pool that it uses by overloads, which the one generic signature of pg's types does not match. */
function forBull(pool: pg.Pool): PgPool {
  return pool as unknown as PgPool;
}

/** BullMQ takes an advisory lock: several processes may start at once. */
async function migrate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: commandTimeoutMs });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await runMigrations(client, schema);
  } catch (cause) {
    const what = `The queue cannot be set up in PostgreSQL at ${placeOf(url)}. Is it running, and OCTET_DATABASE_URL right?`;
    throw new QueueError('queue/unreachable', what, { cause });
  } finally {
    await client.end().catch(() => undefined);
  }
}
