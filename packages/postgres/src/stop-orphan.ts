import { readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { processIdentity, workingFolder } from './process-identity.ts';

const patienceMs = 30_000;

/** A PostgreSQL outlives a starter that was killed. It is stopped, so that the next one is a child that can be watched. */
export async function stopOrphan(dataFolder: string): Promise<void> {
  const pidFile = join(dataFolder, 'postmaster.pid');
  const pid = pidIn(pidFile);
  if (pid === undefined) return;
  const orphan = processIdentity(pid);
  // PostgreSQL itself judges what a dead server left: its sessions may live on, and the file says how to find them.
  if (orphan === undefined) return;
  // Another process with the same number, which PostgreSQL would take for a server.
  if (workingFolder(pid) !== realpathSync(dataFolder)) return rmSync(pidFile);
  process.kill(pid, 'SIGINT');
  const patientUntil = Date.now() + patienceMs;
  while (processIdentity(pid) === orphan) {
    await wait(20);
    if (Date.now() > patientUntil) process.kill(pid, 'SIGQUIT');
  }
  // One that was killed leaves it, and the next would take the dead for living as long as nobody has waited for them.
  rmSync(pidFile, { force: true });
}

function pidIn(file: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
