import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chown, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders of attempts, below one that tells by its name which process they belong to. */
export interface Scratch extends AsyncDisposable {
  /** A new folder for one attempt. */
  make(options?: { readonly uid?: number | undefined }): Promise<AttemptFolder>;
}

/** Inputs are the worker's, and the engine may read them; `out` and `tmp` are the engine's to write to. */
export interface AttemptFolder extends AsyncDisposable {
  readonly path: string;
  readonly inputs: string;
  readonly out: string;
  readonly tmp: string;
}

const prefix = 'octet-';

/** Removes what dead workers left in `root`, and makes this process's own folder there. Disposing of it removes that. */
export async function openScratch(root: string): Promise<Scratch> {
  await mkdir(root, { recursive: true });
  await removeLeftovers(root);
  // May be entered by the engine's user, not listed.
  const own = join(root, `${prefix}${process.pid}-${startOf(process.pid)}-${randomBytes(4).toString('hex')}`);
  await mkdir(own, { mode: 0o711 });
  return {
    make: ({ uid } = {}) => makeFolder(join(own, randomBytes(8).toString('hex')), uid),
    [Symbol.asyncDispose]: () => removeAll(own),
  };
}

async function makeFolder(path: string, uid: number | undefined): Promise<AttemptFolder> {
  const folder = { path, inputs: join(path, 'in'), out: join(path, 'out'), tmp: join(path, 'tmp') };
  for (const made of Object.values(folder)) await mkdir(made, { mode: 0o755 });
  if (uid !== undefined) for (const given of [folder.out, folder.tmp]) await chown(given, uid, uid);
  return { ...folder, [Symbol.asyncDispose]: () => removeAll(path) };
}

async function removeLeftovers(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    const [, pid, start] = /^octet-(\d+)-(\d+)-[0-9a-f]+$/.exec(name) ?? [];
    if (pid !== undefined && startOf(Number(pid)) !== start) await removeAll(join(root, name));
  }
}

async function removeAll(path: string): Promise<void> {
  // A process that was just killed may still be writing: a folder found not empty after all is tried again.
  await rm(path, { recursive: true, force: true, maxRetries: 5 });
}

/**
 * When the process began, in the kernel's clock ticks since boot: a number that is used again belongs to another process. Undefined: it is
 * dead. '0' for the living where the system does not tell.
 */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in parentheses, which may itself hold spaces and parentheses.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return isAlive(pid) ? '0' : undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
