import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { DatasetError } from '../errors.ts';
import type { DatasetLimits } from '../limits.ts';
import { openFolder } from './folder.ts';
import { openSingleFile } from './single-file.ts';
import type { OpenSource, Source } from './source.ts';
import { openTar, openTarGz } from './tar.ts';
import { unreadable } from './unreadable.ts';
import { openZip } from './zip.ts';

type Format = 'zip' | 'tar' | 'gzip' | 'npy' | 'safetensors';

const openers: Readonly<Record<Format, OpenSource>> = {
  zip: openZip,
  tar: openTar,
  gzip: openTarGz,
  npy: (path, limits) => openSingleFile(path, limits, withExtension(basename(path), '.npy')),
  safetensors: (path, limits) => openSingleFile(path, limits, withExtension(basename(path), '.safetensors')),
};

/** Opens an archive or a folder. The first bytes decide the format, not the name: stored archives are often named by their digest. */
export async function openSource(path: string, limits: DatasetLimits): Promise<Source> {
  let head: Uint8Array;
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) return await openFolder(path, limits);
    if (!facts.isFile())
      throw new DatasetError('dataset/unreadable', `"${basename(path)}" is neither a file nor a folder; give one of these.`);
    head = await firstBytes(path);
  } catch (cause) {
    throw unreadable(path, cause);
  }
  const format = formatOf(head);
  if (format === undefined) {
    const name = basename(path);
    throw new DatasetError(
      'dataset/unreadable',
      head.length === 0
        ? `"${name}" is an empty file; give an archive that holds samples.`
        : `"${name}" is none of .zip .tar .tar.gz .npz .npy .safetensors (by its first bytes); pack the samples as one of these, or give a folder.`,
      { where: name },
    );
  }
  return openers[format](path, limits);
}

const ascii = (head: Uint8Array, start: number, text: string) =>
  head.length >= start + text.length && [...text].every((c, i) => head[start + i] === c.charCodeAt(0));

const signs: readonly (readonly [Format, (head: Uint8Array) => boolean])[] = [
  ['zip', (h) => ascii(h, 0, 'PK\x03\x04') || ascii(h, 0, 'PK\x05\x06')],
  ['gzip', (h) => h[0] === 0x1f && h[1] === 0x8b],
  ['npy', (h) => ascii(h, 0, '\x93NUMPY')],
  ['tar', (h) => ascii(h, 257, 'ustar')],
  // An 8-byte length, small enough that its upper half is zero, then a JSON object.
  ['safetensors', (h) => h[8] === 0x7b && h[4] === 0 && h[5] === 0 && h[6] === 0 && h[7] === 0],
];

function formatOf(head: Uint8Array): Format | undefined {
  return signs.find(([, test]) => test(head))?.[0];
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const head = new Uint8Array(512);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function withExtension(name: string, extension: string): string {
  return name.endsWith(extension) ? name : `${name}${extension}`;
}
