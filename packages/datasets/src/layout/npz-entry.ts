import type { ArraySource } from '../array/array-source.ts';
import { openNpy } from '../array/npy.ts';
import { DatasetError } from '../errors.ts';
import type { DatasetLimits } from '../limits.ts';
import { extensionOf } from '../source/entry-path.ts';
import { readEntry } from '../source/read-entry.ts';
import type { Entry } from '../source/source.ts';
import { openZipBuffer } from '../source/zip.ts';

/** The arrays of an .npz that is itself an entry. It is held in memory; an archive inside this one is refused. */
export async function openNpzEntry(entry: Entry, limits: DatasetLimits): Promise<readonly ArraySource[]> {
  const source = await openZipBuffer(await readEntry(entry, limits.heldBytes), entry.name, limits);
  const other = source.entries.find((e) => extensionOf(e.name) !== '.npy');
  if (other !== undefined) {
    throw new DatasetError(
      'dataset/bad-array',
      `"${entry.name}" holds "${other.name}" beside its arrays; save it again with numpy.savez.`,
      {
        where: entry.name,
      },
    );
  }
  return Promise.all(source.entries.map((e) => openNpy({ ...e, name: `${entry.name}/${e.name}` }, limits)));
}
