import { once } from 'node:events';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { fromBufferPromise, openPromise, type Entry as ZipEntry, type ZipFile } from 'yauzl';
import { DatasetError } from '../errors.ts';
import type { DatasetLimits } from '../limits.ts';
import { Admission } from './admission.ts';
import { fileBytes } from './file-bytes.ts';
import { ignored } from './ignored.ts';
import type { Entry, Source } from './source.ts';
import { unreadable } from './unreadable.ts';

const stored = 0;
const deflated = 8;

/** A zip or npz, read through its central directory: entries are listed now and inflated when they are opened. */
export async function openZip(path: string, limits: DatasetLimits): Promise<Source> {
  const label = basename(path);
  try {
    const zip = await openPromise(path, { autoClose: false, validateEntrySizes: true, decodeStrings: true });
    return await listZip(zip, { label, limits, bytesAt: (start, end) => fileBytes(path, start, end) });
  } catch (cause) {
    throw zipFault(label, cause);
  }
}

/** A zip that is held in memory: an .npz inside an archive. */
export async function openZipBuffer(bytes: Uint8Array, label: string, limits: DatasetLimits): Promise<Source> {
  const bytesAt = async function* (start: number, end: number) {
    yield bytes.subarray(start, end);
  };
  try {
    const held = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return await listZip(await fromBufferPromise(held, { validateEntrySizes: true }), { label, limits, bytesAt });
  } catch (cause) {
    throw zipFault(label, cause);
  }
}

interface ZipPlace {
  readonly label: string;
  readonly limits: DatasetLimits;
  readonly bytesAt: (start: number, end: number) => AsyncIterable<Uint8Array>;
}

async function listZip(zip: ZipFile, place: ZipPlace): Promise<Source> {
  const { label, limits } = place;
  const admission = new Admission(label, limits);
  const entries: Entry[] = [];
  const close = async () => {
    if (!zip.isOpen) return;
    // The library closes its file once the last entry that is being looked up is found.
    const closed = once(zip, 'close');
    zip.close();
    await closed;
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
        open: (start = 0) => entryBytes(zip, entry, { ...place, name, start }),
      });
    }
    admission.ratio(zip.fileSize);
  } catch (cause) {
    await close();
    throw zipFault(label, cause);
  }
  return { label, entries, close, [Symbol.asyncDispose]: close };
}

/**
 * The bytes of an entry. The library finds them; reading is done here, because its streams fall over when they are left early while others
 * read. Sizes and, where the entry is read whole, the CRC-32 are checked.
 */
async function* entryBytes(
  zip: ZipFile,
  entry: ZipEntry,
  at: ZipPlace & { readonly name: string; readonly start: number },
): AsyncGenerator<Uint8Array> {
  const { name, label, start, bytesAt } = at;
  const { compressedSize, uncompressedSize } = entry;
  try {
    // Past `close` the library would read through a file number that is no longer its own, and close it once more: an event that nobody awaits.
    if (!zip.isOpen)
      throw new DatasetError('dataset/unreadable', `"${label}" was closed; open it again to read "${name}".`, { where: name });
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    const end = fileDataStart + compressedSize;
    if (entry.compressionMethod === stored && start > 0) {
      yield* bytesAt(fileDataStart + start, end);
      return;
    }
    const packed = bytesAt(fileDataStart, end);
    let got = 0;
    let crc = 0;
    const lying = () =>
      new DatasetError(
        'dataset/hostile-archive',
        `"${label}": entry "${name}" holds other than the ${uncompressedSize} bytes that it claims; pack it again.`,
        {
          where: name,
        },
      );
    for await (const chunk of entry.compressionMethod === stored ? packed : inflate(packed)) {
      const skipped = Math.max(0, start - got);
      got += chunk.length;
      if (got > uncompressedSize) throw lying();
      crc = crc32(chunk, crc);
      if (skipped < chunk.length) yield skipped === 0 ? chunk : chunk.subarray(skipped);
    }
    if (got < uncompressedSize) throw lying();
    if (crc !== entry.crc32) {
      throw new DatasetError('dataset/unreadable', `"${label}": entry "${name}" is damaged (its CRC-32 differs); copy or pack it again.`, {
        where: name,
      });
    }
  } catch (cause) {
    throw zipFault(label, cause, name);
  }
}

async function* inflate(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const inflater = createInflateRaw({ chunkSize: 1 << 18 });
  const feed = pipeline(packed, inflater);
  // The loop below fails with the same error; this keeps it from counting as unhandled.
  feed.catch(() => undefined);
  try {
    for await (const chunk of inflater) yield chunk as Buffer;
    await feed;
  } finally {
    inflater.destroy();
    await feed.catch(() => undefined);
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
  /compressed size mismatch|compressed\/uncompressed size mismatch|invalid relative path|absolute path|invalid characters in fileName/i;

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
