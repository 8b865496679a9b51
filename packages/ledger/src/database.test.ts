import { testDatabase } from '@octet/testing';
import { sql } from 'kysely';
import pg from 'pg';
import { expect, test } from 'vitest';
import { openDatabase } from './database.ts';

test('a session that is ended in the midst of a transaction fails that transaction, and nothing else', async () => {
  await using database = await testDatabase();
  const db = openDatabase({ url: database.url, poolSize: 1 });
  const other = new pg.Client({ connectionString: database.url });
  await other.connect();
  const transaction = db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(tx);
    const pid = rows[0]?.pid;
    // As when the server dies: it says why, and nobody has asked anything.
    await other.query('SELECT pg_terminate_backend($1)', [pid]);
    await expect.poll(async () => (await other.query('SELECT 1 FROM pg_stat_activity WHERE pid = $1', [pid])).rows).toEqual([]);
    await sql`SELECT 1`.execute(tx);
  });
  await expect(transaction).rejects.toThrow();
  expect((await sql`SELECT 1 AS one`.execute(db)).rows).toEqual([{ one: 1 }]);
  await other.end();
  await db.destroy();
});
