import { DatasetError } from '../errors.ts';
import { ByteCursor } from './byte-cursor.ts';
import type { Entry } from './source.ts';

/** All bytes of an entry, refused beyond `limit`. */
export async function readEntry(entry: Entry, limit: number): Promise<Uint8Array> {
  if (entry.sizeBytes > limit) {
    throw new DatasetError(
      'dataset/hostile-archive',
      `"${entry.name}" has ${entry.sizeBytes} bytes, more than the limit of ${limit} for its kind; make it smaller.`,
      { where: entry.name },
    );
  }
  const cursor = new ByteCursor(entry.open());
  try {
    const bytes = await cursor.take(entry.sizeBytes);
    if (bytes.length !== entry.sizeBytes || !(await cursor.atEnd())) {
      throw new DatasetError(
        'dataset/hostile-archive',
        `"${entry.name}" holds other than the ${entry.sizeBytes} bytes that it claims; pack it again.`,
        {
          where: entry.name,
        },
      );
    }
    return bytes;
  } finally {
    await cursor.close();
  }
}

/** A small text entry as UTF-8. */
export async function readText(entry: Entry, limit: number): Promise<string> {
  return new TextDecoder().decode(await readEntry(entry, limit));
}
