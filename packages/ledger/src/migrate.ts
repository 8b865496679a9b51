import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Database } from './database.ts';
import { LedgerError } from './ledger-error.ts';
import * as first from './migrations/0001-first.ts';
import * as dailyUsage from './migrations/0002-daily-usage.ts';
import * as objectClaims from './migrations/0003-object-claims.ts';

const migrations = { '0001-first': first, '0002-daily-usage': dailyUsage, '0003-object-claims': objectClaims };

/** Brings the schema up to the newest. Any number of processes may start at once: kysely's own lock lets one work and the others wait. */
export async function migrate(db: Database): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

/** Throws where the database does not answer or misses what this version needs. A newer schema is no fault: versions overlap while they change. */
export async function checkSchema(db: Database): Promise<void> {
  const { rows } = await sql<{ name: string }>`SELECT name FROM kysely_migration`.execute(db);
  const missing = Object.keys(migrations).filter((name) => !rows.some((row) => row.name === name));
  if (missing.length > 0) throw new LedgerError('ledger/other-schema', `The schema of the database is missing ${missing.join(', ')}.`);
}
