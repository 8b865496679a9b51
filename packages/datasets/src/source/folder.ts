import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import type { DatasetLimits } from '../limits.ts';
import { Admission } from './admission.ts';
import { fileBytes } from './file-bytes.ts';
import { ignored } from './ignored.ts';
import type { Entry, Source } from './source.ts';
import { unreadable } from './unreadable.ts';

/** A folder of the local disk, entries sorted by name. Links are followed as long as they stay inside it. */
export async function openFolder(path: string, limits: DatasetLimits): Promise<Source> {
  const label = basename(resolve(path));
  const admission = new Admission(label, limits);
  const entries: Entry[] = [];
  try {
    await walk(await realpath(path), '', { admission, entries });
  } catch (cause) {
    throw unreadable(path, cause);
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const close = () => Promise.resolve();
  return { label, entries, close, [Symbol.asyncDispose]: close };
}

async function walk(root: string, prefix: string, into: { admission: Admission; entries: Entry[] }): Promise<void> {
  const { admission, entries } = into;
  for (const child of await readdir(join(root, prefix), { withFileTypes: true })) {
    const raw = prefix === '' ? child.name : `${prefix}/${child.name}`;
    if (ignored(raw)) continue;
    admission.count();
    const name = admission.name(raw);
    const full = join(root, raw);
    if (child.isSymbolicLink()) {
      const target = await realpath(full);
      if (target !== root && !target.startsWith(root + sep)) admission.kind(name, 'link that leaves the folder');
    }
    const facts = await stat(full);
    if (facts.isDirectory()) await walk(root, name, into);
    else if (facts.isFile()) {
      admission.file(name, facts.size);
      entries.push({ name, sizeBytes: facts.size, seekable: true, open: (start = 0) => fileBytes(full, start, facts.size) });
    } else admission.kind(name, 'device, pipe or socket');
  }
}
