import { DatasetError } from '../errors.ts';
import type { DatasetLimits } from '../limits.ts';
import { ByteCursor } from '../source/byte-cursor.ts';
import { keyOf } from '../source/entry-path.ts';
import type { Entry } from '../source/source.ts';
import { type ArraySource, arraySource } from './array-source.ts';
import { npyHeaderBytes, npyPreludeBytes, parseNpyHeader } from './npy-header.ts';

/** Reads the header of an .npy entry. */
export async function openNpy(entry: Entry, limits: DatasetLimits): Promise<ArraySource> {
  const where = entry.name;
  const cursor = new ByteCursor(entry.open());
  try {
    const prelude = await cursor.take(npyPreludeBytes);
    const length = npyHeaderBytes(prelude, where);
    if (length > limits.headerBytes) {
      throw new DatasetError('dataset/bad-array', `"${where}" has a header of ${length} bytes; save it again with numpy.save.`, { where });
    }
    const rest = await cursor.take(Math.max(0, length - prelude.length));
    const header = new Uint8Array(prelude.length + rest.length);
    header.set(prelude);
    header.set(rest, prelude.length);
    const parsed = parseNpyHeader(header, entry.sizeBytes, where);
    return arraySource({ name: keyOf(entry.name), where, entry, ...parsed }, limits);
  } finally {
    await cursor.close();
  }
}
