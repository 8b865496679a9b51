import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { writeAtomically } from './atomic-file.ts';

export interface ZipMember {
  readonly name: string;
  /** Written one after the other, without being joined first. */
  readonly parts: readonly Uint8Array[];
}

// Zip cannot say less; the same for all, so that the same content gives the same bytes.
const epoch = new Date('1980-01-01T00:00:00Z');

/** Writes a zip whose bytes depend on nothing but names and contents. `compress`: deflate, otherwise stored. */
export async function writeZip(
  target: string | Writable,
  members: readonly ZipMember[],
  options: { readonly compress: boolean },
): Promise<void> {
  const zip = new ZipFile();
  for (const { name, parts } of members) {
    const bytes = Buffer.concat(parts);
    zip.addBuffer(bytes, name, { mtime: epoch, mode: 0o100644, compress: options.compress, forceDosTimestamp: true });
  }
  zip.end();
  const output = zip.outputStream as Readable;
  if (typeof target === 'string') await writeAtomically(target, output);
  else await pipeline(output, target);
}
