import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@octet/postgres';
import type { TestProject } from 'vitest/node';

/** Starts one PostgreSQL for all tests of the run that want a database (`testDatabase` of @octet/testing), and stops it after them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'octet-test-postgres-'));
  // As root the server runs as another user, who has to get in.
  chmodSync(folder, 0o755);
  const postgres = await startPostgres({ folder, durable: false });
  project.provide('postgresUrl', postgres.url);
  return async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
