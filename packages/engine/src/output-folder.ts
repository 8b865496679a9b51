import { randomUUID } from 'node:crypto';
import { access, constants, lstat, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ProblemError } from '@octet/contracts';

/**
 * Refuses a folder that cannot be written to, or could not be made, with 'output/unwritable': minutes of work should not end in that. Makes
 * nothing.
 */
export async function refuseUnwritable(folder: string): Promise<void> {
  let nearest = folder;
  while (!(await exists(nearest)) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  await tell(folder, async () => {
    if (!(await stat(nearest)).isDirectory()) throw new Error(`${nearest} is a file`);
    await access(nearest, constants.W_OK | constants.X_OK);
  });
}

/**
 * Writes a set of files into a folder, all or none: each is first written and synced under a hidden name, then all are renamed. What an
 * error or a cancel leaves behind is removed.
 */
export async function writeOutputs(
  folder: string,
  files: Readonly<Record<string, Uint8Array | readonly Uint8Array[] | string>>,
): Promise<Record<string, string>> {
  const staged: { temporary: string; final: string; name: string }[] = [];
  const made = await tell(folder, () => mkdir(folder, { recursive: true }));
  try {
    for (const [name, content] of Object.entries(files)) {
      const temporary = join(folder, `.${name}.${randomUUID()}`);
      staged.push({ temporary, final: join(folder, name), name });
      await tell(folder, () => writeSynced(temporary, content));
    }
    // The renames should be all or none too, and a folder is what a file cannot be renamed to.
    for (const { final } of staged) await tell(folder, () => refuseFolder(final));
    for (const { temporary, final } of staged) await tell(folder, () => rename(temporary, final));
  } catch (error) {
    for (const { temporary } of staged) await rm(temporary, { force: true });
    if (made !== undefined) await rm(made, { recursive: true, force: true });
    throw error;
  }
  return Object.fromEntries(staged.map(({ name, final }) => [name, final]));
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

async function refuseFolder(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isDirectory() === true) throw new Error(`${path} is a folder`);
}

async function writeSynced(path: string, content: Uint8Array | readonly Uint8Array[] | string): Promise<void> {
  await using file = await open(path, 'wx');
  if (typeof content === 'string' || content instanceof Uint8Array) await file.writeFile(content);
  else for (const chunk of content) await file.writeFile(chunk);
  await file.sync();
}

async function tell<T>(folder: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
      throw new ProblemError(
        'output/no-space',
        `The disk at ${folder} is full; nothing was written. Free some space or give another --out.`,
        { where: folder, cause },
      );
    }
    throw new ProblemError('output/unwritable', `Cannot write to ${folder}: ${(cause as Error).message}. Give another --out.`, {
      where: folder,
      cause,
    });
  }
}
