import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Database } from './database.ts';
import { LedgerError } from './ledger-error.ts';
import * as first from './migrations/0001-first.ts';

const migrations = { '0001-first': first };

/** Brings the schema up to the newest. Any number of processes may start at once: kysely's own lock lets one work and the others wait. */
export async function migrate(db: Database): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

/** Throws where the database does not answer or its schema is another one. */
export async function checkSchema(db: Database): Promise<void> {
  const { rows } = await sql<{ name: string }>`SELECT name FROM kysely_migration ORDER BY name DESC LIMIT 1`.execute(db);
  const newest = Object.keys(migrations).at(-1);
  if (rows[0]?.name !== newest)
    throw new LedgerError('ledger/other-schema', `The schema is ${rows[0]?.name}; this version needs ${newest}.`);
}
