import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Places } from './places.ts';
import { PostgresError } from './postgres-error.ts';
import type { ServerUser } from './server-user.ts';

export interface Initialization extends Places {
  readonly passwordFile: string;
  readonly user: ServerUser | undefined;
  readonly durable: boolean;
}

/** Makes the database files where there are none; answers the password of user `octet`. */
export function initialize({ bin, dataFolder, apart, passwordFile, user, durable }: Initialization): string {
  // The folder was removed and created again: the old database is not wanted back, but may still be looked for.
  if (apart && existsSync(dataFolder) && !existsSync(passwordFile)) renameSync(dataFolder, `${dataFolder}.left-${Date.now()}`);
  if (existsSync(dataFolder)) return knownPassword(passwordFile, dataFolder);
  const password = existsSync(passwordFile) ? readFileSync(passwordFile, 'utf8') : randomBytes(24).toString('hex');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  // Beside it first: what an interrupted initdb left is no database.
  const unfinished = `${dataFolder}.new`;
  const handed = `${dataFolder}.new-password`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(dirname(unfinished), { recursive: true });
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(handed, password, { mode: 0o600 });
  if (user) for (const path of [unfinished, handed]) chownSync(path, user.uid, user.gid);
  try {
    const settings = ['-U', 'octet', '-A', 'scram-sha-256', '--pwfile', handed, '-E', 'UTF8', '--locale=C'];
    const run = spawnSync(join(bin, 'initdb'), ['-D', unfinished, ...settings, ...(durable ? [] : ['--no-sync'])], {
      ...user,
      cwd: '/',
      env: {},
      encoding: 'utf8',
    });
    if (run.status !== 0) {
      throw new PostgresError('postgres/failed', `initdb made no database in ${dataFolder}: ${run.stderr ?? ''}`, { cause: run.error });
    }
  } finally {
    rmSync(handed);
  }
  renameSync(unfinished, dataFolder);
  return password;
}

function knownPassword(passwordFile: string, dataFolder: string): string {
  try {
    return readFileSync(passwordFile, 'utf8');
  } catch (cause) {
    const what = `${dataFolder} holds a database, but its password is gone from ${passwordFile}.`;
    throw new PostgresError('postgres/password-lost', `${what} Restore that file, or move the database away to start with an empty one.`, {
      cause,
    });
  }
}
