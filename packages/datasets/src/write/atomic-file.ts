import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Writes a file that appears whole or not at all: beside its place first, then renamed. */
export async function writeAtomically(path: string, content: Readable | Iterable<Uint8Array>): Promise<void> {
  const partial = `${path}.${randomUUID()}.partial`;
  try {
    await pipeline(content, createWriteStream(partial));
    await rename(partial, path);
  } catch (cause) {
    await rm(partial, { force: true });
    throw cause;
  }
}
