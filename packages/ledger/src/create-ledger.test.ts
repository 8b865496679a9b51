import { freePort, testDatabase } from '@octet/testing';
import pg from 'pg';
import { expect, test } from 'vitest';
import { createLedger } from './create-ledger.ts';

test('any number of processes may bring one empty database up to date at once', async () => {
  await using database = await testDatabase();
  const ledgers = await Promise.all(Array.from({ length: 5 }, () => createLedger({ url: database.url, poolSize: 2 })));
  const checks = await Promise.allSettled(ledgers.map((ledger) => ledger.check()));
  await Promise.all(ledgers.map((ledger) => ledger.close()));
  expect(checks.map(({ status }) => status)).toEqual(Array(5).fill('fulfilled'));
});

test('the check reports what is missing in a schema; a newer one is none of its business', async () => {
  await using database = await testDatabase();
  const ledger = await createLedger({ url: database.url });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`INSERT INTO kysely_migration (name, timestamp) VALUES ('9999-later', 'now')`);
  await expect(ledger.check()).resolves.toBeUndefined();
  await client.query(`DELETE FROM kysely_migration WHERE name = '0001-first'`);
  await expect(ledger.check()).rejects.toMatchObject({ code: 'ledger/other-schema', message: expect.stringContaining('0001-first') });
  await Promise.all([client.end(), ledger.close()]);
});

test('a database that does not answer is an error, at the start and at the check', async () => {
  await expect(createLedger({ url: `postgres://octet@127.0.0.1:${await freePort()}/octet` })).rejects.toThrow('ECONNREFUSED');
  await using database = await testDatabase();
  const ledger = await createLedger({ url: database.url });
  await ledger.close();
  await expect(ledger.check()).rejects.toThrow();
});
