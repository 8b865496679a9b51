import { testDatabase } from '@octet/testing';
import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, test } from 'vitest';
import { createLedger } from '../create-ledger.ts';
import { openDatabase } from '../database.ts';
import * as first from './0001-first.ts';

test('what was used before counts after, on the day that it was used', async () => {
  await using database = await testDatabase();
  const db = openDatabase({ url: database.url, poolSize: 1 });
  await new Migrator({ db, provider: { getMigrations: async () => ({ '0001-first': first }) } }).migrateToLatest();
  await sql`
    INSERT INTO tenants (id) VALUES ('acme');
    INSERT INTO jobs (id, tenant, state, tags, recipe, job_class, rank, model, model_bytes, model_filename, calibration, calibration_bytes,
      calibration_filename, max_queue_seconds, max_run_seconds, created_at, finished_at, cpu_seconds)
    SELECT 'job_' || age, 'acme', 'canceled', '{}', '{}', 'any', 1, 'm', 1, 'm', 'c', 1, 'c', 1, 1, now() - age * interval '1 day', now(), 7
    FROM unnest(ARRAY[0, 1, 29, 30, 100]) age`.execute(db);
  await db.destroy();
  const ledger = await createLedger({ url: database.url });
  expect(await ledger.jobs.usage('acme')).toMatchObject({ jobs_30d: 3, cpu_seconds_30d: 21 });
  await ledger.close();
});
