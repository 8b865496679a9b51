import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** SHA-256 of a file; of a folder, of the sorted list of its files' names and digests, so that it depends on contents and names alone. */
export async function digestPath(path: string): Promise<string> {
  if (!(await stat(path)).isDirectory()) return digestFile(path);
  const hash = createHash('sha256');
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name).slice(path.length + 1));
  for (const name of files.toSorted()) hash.update(`${name}\0${await digestFile(join(path, name))}\n`);
  return hash.digest('hex');
}

async function digestFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
