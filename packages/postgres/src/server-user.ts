import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** PostgreSQL refuses to run as root. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** Everybody's nobody. */
const nobody: ServerUser = { uid: 65_534, gid: 65_534 };

/** As whom the server runs where we are root: `postgres` where the machine has it, else `nobody`. Undefined: as ourselves. */
export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = /^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  return line ? { uid: Number(line[1]), gid: Number(line[2]) } : nobody;
}

/** Whether `user` can enter the folder, or run the program, at `path`. */
export function canReach(user: ServerUser | undefined, path: string): boolean {
  // A shell as that user asks the kernel, which also knows access lists and mounts.
  return user === undefined || spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { ...user, cwd: '/', env: {} }).status === 0;
}
