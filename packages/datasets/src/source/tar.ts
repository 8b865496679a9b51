import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { DatasetError } from '../errors.ts';
import type { DatasetLimits } from '../limits.ts';
import { Admission } from './admission.ts';
import { fileBytes } from './file-bytes.ts';
import { ignored } from './ignored.ts';
import type { Entry, Source } from './source.ts';
import { unreadable } from './unreadable.ts';

const headerBytes = 512;
const regular: ReadonlySet<unknown> = new Set(['file', 'contiguous-file']);

/** A tar: indexed in one pass, then read in place. */
export async function openTar(path: string, limits: DatasetLimits): Promise<Source> {
  const label = basename(path);
  const entries = await indexTar(path, label, limits);
  const close = () => Promise.resolve();
  return { label, entries, close, [Symbol.asyncDispose]: close };
}

/** A tar.gz cannot be read from the middle: it is unpacked to one temporary .tar, which `close` removes. */
export async function openTarGz(path: string, limits: DatasetLimits): Promise<Source> {
  const label = basename(path);
  const folder = await mkdtemp(join(tmpdir(), 'octet-tar-')).catch((cause: unknown) => {
    throw unreadable(tmpdir(), cause);
  });
  const close = () => rm(folder, { recursive: true, force: true });
  try {
    const tar = join(folder, 'unpacked.tar');
    await gunzip(path, tar, { label, limits });
    const entries = await indexTar(tar, label, limits);
    return { label, entries, close, [Symbol.asyncDispose]: close };
  } catch (cause) {
    await close();
    throw tarFault(label, cause);
  }
}

async function gunzip(path: string, to: string, { label, limits }: { label: string; limits: DatasetLimits }): Promise<void> {
  const admission = new Admission(label, limits);
  const packedBytes = (await stat(path)).size;
  let unpackedBytes = 0;
  const watch = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      unpackedBytes += chunk.length;
      admission.bytes(chunk.length);
      admission.ratio(packedBytes, unpackedBytes);
      yield chunk;
    }
  };
  await pipeline(createReadStream(path), createGunzip(), watch, createWriteStream(to));
}

async function indexTar(path: string, label: string, limits: DatasetLimits): Promise<Entry[]> {
  const admission = new Admission(label, limits);
  const entries: Entry[] = [];
  const tar = extract();
  const feed = pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), tar);
  // The loop below fails with the same error; this keeps it from counting as unhandled.
  feed.catch(() => undefined);
  try {
    for await (const found of tar) {
      const entry = admit(found.header, admission);
      if (entry !== undefined) {
        const start = found.offset + headerBytes;
        const end = start + entry.sizeBytes;
        entries.push({ ...entry, seekable: true, open: (from = 0) => fileBytes(path, start + from, end) });
      }
      found.resume();
    }
    await feed;
  } catch (cause) {
    throw tarFault(label, cause);
  }
  return entries;
}

function admit(header: Header, admission: Admission): { name: string; sizeBytes: number } | undefined {
  admission.count();
  const name = admission.name(header.name);
  if (header.type === 'directory') return undefined;
  if (!regular.has(header.type)) admission.kind(name, header.type ?? 'special file');
  if (ignored(name)) return undefined;
  admission.file(name, header.size);
  return { name, sizeBytes: header.size };
}

function tarFault(label: string, cause: unknown): DatasetError {
  if (cause instanceof DatasetError) return cause;
  const message = cause instanceof Error ? cause.message : '';
  const code = (cause as { code?: unknown } | null)?.code;
  if (/unexpected end of (data|file)/i.test(message) || code === 'ERR_STREAM_PREMATURE_CLOSE') {
    return new DatasetError('dataset/unreadable', `"${label}": the archive ends too early; copy or pack it again.`, {
      where: label,
      cause,
    });
  }
  return unreadable(label, cause);
}
