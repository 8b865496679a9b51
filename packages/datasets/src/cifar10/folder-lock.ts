import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const pollMs = 200;
// A holder that died between making the lock and writing its number into it.
const namelessMs = 10_000;

/** Runs `work` while no other process of this machine does so under the same lock. A lock whose holder died is taken over. */
export async function withFolderLock<T>(path: string, work: () => Promise<T>, options: { readonly signal?: AbortSignal } = {}): Promise<T> {
  while (!(await take(path))) await delay(pollMs, undefined, options.signal === undefined ? {} : { signal: options.signal });
  try {
    return await work();
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    await writeFile(join(path, 'pid'), String(process.pid));
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
  }
  if (await isStale(path)) await rm(path, { recursive: true, force: true });
  return false;
}

async function isStale(path: string): Promise<boolean> {
  const pid = await readFile(join(path, 'pid'), 'utf8').catch(() => '');
  if (pid !== '') return !isAlive(Number(pid));
  const made = await stat(path).catch(() => undefined);
  return made !== undefined && Date.now() - made.mtimeMs > namelessMs;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}
