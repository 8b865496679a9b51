import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError } from '@octet/contracts';

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
    for (const { temporary, final } of staged) await tell(folder, () => rename(temporary, final));
  } catch (error) {
    for (const { temporary } of staged) await rm(temporary, { force: true });
    if (made !== undefined) await rm(made, { recursive: true, force: true });
    throw error;
  }
  return Object.fromEntries(staged.map(({ name, final }) => [name, final]));
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
        `The disk at ${folder} is full; nothing was left behind. Free some space or give another --out.`,
        { where: folder, cause },
      );
    }
    throw new ProblemError('output/unwritable', `Cannot write to ${folder}: ${(cause as Error).message}. Give another --out.`, {
      where: folder,
      cause,
    });
  }
}
