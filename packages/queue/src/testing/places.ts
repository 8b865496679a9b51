import type { TestServer } from '@octet/testing';
import { Redis } from 'ioredis';
import pg from 'pg';
import { createQueue } from '../create-queue.ts';
import { createMemoryQueue } from '../memory-queue.ts';
import { ended } from '../redis-connections.ts';
import { quickTiming, type ServerPlace, type TestPlace } from './opened-queue.ts';

/** The database is the file's, so it is emptied for each test. */
export async function postgresPlace(database: { readonly url: string }): Promise<ServerPlace> {
  const where = { databaseUrl: database.url };
  await run(database.url, "DO $$ BEGIN IF to_regclass('bullmq.job') IS NOT NULL THEN DELETE FROM bullmq.job; END IF; END $$");
  return {
    where,
    open: () => createQueue(where, { timing: quickTiming }),
    empty: () => run(database.url, 'DELETE FROM bullmq.job'),
    cutConnections: () =>
      run(
        database.url,
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      ),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** The server is the file's, so it is emptied for each test. */
export async function redisPlace(server: TestServer): Promise<ServerPlace> {
  const where = { redisUrl: server.url };
  const admin = new Redis(server.url).on('error', () => undefined);
  await admin.flushall();
  return {
    where,
    open: () => createQueue(where, { timing: quickTiming }),
    empty: async () => void (await admin.flushall()),
    cutConnections: async () => void (await admin.client('KILL', 'SKIPME', 'YES')),
    [Symbol.asyncDispose]: () => ended(admin),
  };
}

export async function memoryPlace(): Promise<TestPlace> {
  const queue = createMemoryQueue();
  return {
    open: async () => queue,
    async empty() {
      for (const jobId of ['a', 'b', 'c']) await queue.remove({ jobId, attempt: 0, jobClass: 'any' });
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
