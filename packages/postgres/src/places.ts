import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { PostgresError } from './postgres-error.ts';
import { canReach, type ServerUser } from './server-user.ts';

/** Where the programs and the database files are. */
export interface Places {
  readonly bin: string;
  readonly dataFolder: string;
  /** The files are not in the folder that they belong to. */
  readonly apart: boolean;
}

/**
 * In the installed package and in `folder`; where the server's user may not enter them (a clone in root's home), a copy of the programs and the
 * files are kept at a place of their own, the same one for the same folder every time.
 */
export function placesFor(folder: string, { folder: native, version }: Binaries, user: ServerUser | undefined): Places {
  const reached = canReach(user, folder);
  return {
    bin: join(canReach(user, join(native, 'bin/postgres')) ? native : copied(native, version), 'bin'),
    dataFolder: reached ? join(folder, 'postgres') : join(openFolder(), sha256(folder), 'postgres'),
    apart: !reached,
  };
}

function copied(native: string, version: string): string {
  const copy = join(openFolder(), `postgres-${version}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    // Another process was faster.
    rmSync(unfinished, { recursive: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}

function openFolder(): string {
  for (const folder of ['/var/lib/octet', join(tmpdir(), 'octet-postgres')]) {
    try {
      mkdirSync(folder, { recursive: true });
      // In a folder that all may write, somebody else may have been first.
      const { uid } = lstatSync(folder);
      if (uid !== process.getuid?.()) continue;
      chmodSync(folder, 0o755);
      return folder;
    } catch {}
  }
  throw new PostgresError(
    'postgres/failed',
    'Neither /var/lib/octet nor a temporary folder can be written; choose a data folder that all may enter.',
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
