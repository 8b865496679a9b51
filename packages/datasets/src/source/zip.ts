import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { fromBufferPromise, openPromise, type Entry as ZipEntry, type ZipFile } from 'yauzl';
import { DatasetError } from '../errors.ts';
import type { DatasetLimits } from '../limits.ts';
import { Admission } from './admission.ts';
import { ignored } from './ignored.ts';
import type { Entry, Source } from './source.ts';
import { unreadable } from './unreadable.ts';

const stored = 0;
const deflated = 8;

/** A zip or npz, read through its central directory: entries are listed now and inflated when they are opened. */
export async function openZip(path: string, limits: DatasetLimits): Promise<Source> {
  let zip: ZipFile;
  try {
    zip = await openPromise(path, { autoClose: false, validateEntrySizes: true, decodeStrings: true });
  } catch (cause) {
    throw zipFault(basename(path), cause);
  }
  return listZip(zip, basename(path), limits);
}

/** A zip that is held in memory: an .npz inside an archive. */
export async function openZipBuffer(bytes: Uint8Array, label: string, limits: DatasetLimits): Promise<Source> {
  try {
    const held = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return await listZip(await fromBufferPromise(held, { validateEntrySizes: true }), label, limits);
  } catch (cause) {
    throw zipFault(label, cause);
  }
}

async function listZip(zip: ZipFile, label: string, limits: DatasetLimits): Promise<Source> {
  const admission = new Admission(label, limits);
  const entries: Entry[] = [];
  const close = async () => {
    if (zip.isOpen) zip.close();
  };
  try {
    if (zip.entryCount > limits.entries) for (let i = 0; i < zip.entryCount; i++) admission.count();
    for await (const entry of zip.eachEntry()) {
      admission.count();
      const name = admission.name(entry.fileName);
      refuseUnlessRegular(entry, name, admission);
      if (entry.fileName.endsWith('/') || ignored(name)) continue;
      if (entry.isEncrypted()) admission.kind(name, 'password');
      if (entry.compressionMethod !== stored && entry.compressionMethod !== deflated) {
        throw new DatasetError(
          'dataset/unreadable',
          `"${label}": entry "${name}" is packed with method ${entry.compressionMethod}; pack it with deflate or uncompressed.`,
          { where: name },
        );
      }
      admission.file(name, entry.uncompressedSize, entry.compressedSize);
      entries.push({
        name,
        sizeBytes: entry.uncompressedSize,
        seekable: entry.compressionMethod === stored,
        open: (start = 0) => entryBytes(zip, entry, { name, label, start }),
      });
    }
    admission.ratio(zip.fileSize);
  } catch (cause) {
    await close();
    throw zipFault(label, cause);
  }
  return { label, entries, close, [Symbol.asyncDispose]: close };
}

async function* entryBytes(zip: ZipFile, entry: ZipEntry, at: { name: string; label: string; start: number }): AsyncGenerator<Uint8Array> {
  const seek = entry.compressionMethod === stored && at.start > 0;
  if (at.start >= entry.uncompressedSize) return;
  let stream: Readable | undefined;
  try {
    stream = await zip.openReadStreamPromise(entry, seek ? { start: at.start, end: entry.compressedSize, decodeFileData: false } : {});
    let drop = seek ? 0 : at.start;
    for await (const chunk of stream) {
      const bytes = chunk as Buffer;
      if (drop >= bytes.length) drop -= bytes.length;
      else {
        yield drop === 0 ? bytes : bytes.subarray(drop);
        drop = 0;
      }
    }
  } catch (cause) {
    throw zipFault(at.label, cause, at.name);
  } finally {
    stream?.destroy();
  }
}

/** The upper 16 bits of the external attributes are the Unix mode where the archive was made on one. */
function refuseUnlessRegular(entry: ZipEntry, name: string, admission: Admission): void {
  const type = (entry.externalFileAttributes >>> 16) & 0o170000;
  const made = entry.versionMadeBy >>> 8;
  if (made !== 3 && made !== 19) return;
  if (type === 0o120000) admission.kind(name, 'link');
  if (type !== 0 && type !== 0o100000 && type !== 0o040000) admission.kind(name, 'device, pipe or socket');
}

const hostile =
  /too many bytes|not enough bytes|compressed size mismatch|invalid relative path|absolute path|invalid characters in fileName/i;

function zipFault(label: string, cause: unknown, entry?: string): DatasetError {
  if (cause instanceof DatasetError) return cause;
  const message = cause instanceof Error ? cause.message : '';
  if (hostile.test(message)) {
    const where = entry ?? label;
    return new DatasetError(
      'dataset/hostile-archive',
      `"${label}": ${entry === undefined ? '' : `entry "${entry}": `}${message}; pack it again.`,
      {
        where,
        cause,
      },
    );
  }
  return unreadable(entry === undefined ? label : `${label}: ${entry}`, cause);
}
