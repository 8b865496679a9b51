import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { DatasetLimits } from '../limits.ts';
import { Admission } from './admission.ts';
import { fileBytes } from './file-bytes.ts';
import type { Source } from './source.ts';
import { unreadable } from './unreadable.ts';

/** One array file standing alone: an .npy or a .safetensors. `name` is what the layouts see: its extension must tell the format. */
export async function openSingleFile(path: string, limits: DatasetLimits, name: string): Promise<Source> {
  const label = basename(path);
  try {
    const { size } = await stat(path);
    new Admission(label, limits).file(name, size);
    const close = () => Promise.resolve();
    const open = (start = 0) => fileBytes(path, start, size);
    return { label, entries: [{ name, sizeBytes: size, seekable: true, open }], close, [Symbol.asyncDispose]: close };
  } catch (cause) {
    throw unreadable(path, cause);
  }
}
