import { readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { processIdentity, programName, workingFolder } from './process-identity.ts';

const timeoutMs = 30_000;

/** A PostgreSQL outlives a starter that was killed. It is stopped, so that the next one is a child that can be watched. */
export async function stopOrphan(dataFolder: string): Promise<void> {
  const pidFile = join(dataFolder, 'postmaster.pid');
  const pid = pidIn(pidFile);
  if (pid === undefined) return;
  const orphan = processIdentity(pid);
  const folder = realpathSync(dataFolder);
  if (orphan !== undefined && workingFolder(pid) === folder) {
    process.kill(pid, 'SIGINT');
    await ended(
      () => processIdentity(pid) === orphan,
      () => process.kill(pid, 'SIGQUIT'),
    );
  }
  // Sessions of a server that was killed go on writing to its files until their statement is done.
  await ended(
    () => sessionsIn(folder).length > 0,
    () => sessionsIn(folder).forEach(kill),
  );
  // A server that was killed leaves it, and the next would take the dead for living as long as nobody has waited for them.
  rmSync(pidFile, { force: true });
}

async function ended(isThere: () => boolean, harder: () => void): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (isThere()) {
    await wait(20);
    if (Date.now() > deadline) harder();
  }
}

function sessionsIn(folder: string): readonly number[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.filter((pid) => workingFolder(pid) === folder && programName(pid) === 'postgres');
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it ended meanwhile
  }
}

function pidIn(file: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
