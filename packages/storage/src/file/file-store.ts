import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, opendir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Meter } from '../meter.ts';
import { isDigest } from '../names.ts';
import type { ByteRange, Claim, ObjectStore, PutOptions, StoredObject } from '../object-store.ts';
import { partOf } from '../range.ts';
import { sized } from '../sized.ts';
import { damaged, notFound } from '../storage-error.ts';
import { fileError, systemCode } from './file-error.ts';

/**
 * `objects/ab/cdef…` under a folder; what is being written is in `unfinished/` beside it, on the same file system, and moves by rename.
 * Renaming over the same bytes is no harm: readers of the old file go on reading it.
 */
export async function fileStore(folder: string, { claim }: { readonly claim: Claim }): Promise<ObjectStore> {
  const objects = join(folder, 'objects');
  const unfinished = join(folder, 'unfinished');
  const pathOf = (digest: string) => join(objects, digest.slice(0, 2), digest.slice(2));

  const makeFolders = async () => {
    await mkdir(objects, { recursive: true });
    await mkdir(unfinished, { recursive: true });
  };

  const put = async (source: AsyncIterable<Uint8Array>, options: PutOptions = {}): Promise<StoredObject> => {
    const meter = new Meter(options);
    const path = join(unfinished, randomUUID());
    try {
      const file = await open(path, 'wx');
      const modified = new Date();
      try {
        for await (const chunk of meter.read(source)) await writeAll(file, chunk);
        modified.setTime(Date.now());
        await file.utimes(modified, modified);
        await file.sync();
      } finally {
        await file.close();
      }
      const { digest, bytes } = await meter.finish(claim);
      await publish(path, pathOf(digest));
      return { digest, bytes, modified };
    } catch (error) {
      await rm(path, { force: true }).catch(() => {});
      throw meter.failure ?? fileError(error);
    }
  };

  const find = async (digest: string): Promise<StoredObject | undefined> => {
    if (!isDigest(digest)) return undefined;
    try {
      const { size, mtime } = await stat(pathOf(digest));
      return { digest, bytes: size, modified: mtime };
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return undefined;
      throw fileError(error);
    }
  };

  const openObject = async (digest: string, range?: ByteRange) => {
    if (!isDigest(digest)) throw notFound(digest);
    const file = await open(pathOf(digest), 'r').catch((error: unknown) => {
      throw systemCode(error) === 'ENOENT' ? notFound(digest, error) : fileError(error);
    });
    try {
      const { size, mtime } = await file.stat();
      const object = { digest, bytes: size, modified: mtime };
      const part = range === undefined ? { start: 0, end: size - 1 } : partOf(size, range);
      // Node takes an `end` of -1 for none at all, which is right for an empty file too.
      const source = file.createReadStream(size === 0 ? {} : part);
      const bytes = part.end - part.start + 1;
      return { object, stream: sized(source, { bytes, damaged: () => damaged(digest), errorOf: fileError }) };
    } catch (error) {
      await file.close();
      throw fileError(error);
    }
  };

  async function* list(): AsyncGenerator<StoredObject> {
    for (const prefix of await namesIn(objects)) {
      for await (const entry of await opendir(join(objects, prefix)).catch(rethrow)) {
        const object = await find(prefix + entry.name);
        if (object !== undefined) yield object;
      }
    }
  }

  const sweepUnfinished = async (before: Date): Promise<number> => {
    let removed = 0;
    for (const name of await namesIn(unfinished)) {
      const path = join(unfinished, name);
      const found = await stat(path).catch(() => undefined);
      if (found === undefined || found.mtime >= before) continue;
      await rm(path, { force: true }).catch(rethrow);
      removed += 1;
    }
    return removed;
  };

  const check = async (): Promise<void> => {
    const path = join(unfinished, `check-${randomUUID()}`);
    try {
      const file = await open(path, 'wx+');
      try {
        await writeAll(file, Buffer.from('octet'));
        await file.sync();
        await file.read(Buffer.alloc(5), 0, 5, 0);
      } finally {
        await file.close();
      }
    } catch (error) {
      throw fileError(error);
    } finally {
      await rm(path, { force: true }).catch(() => {});
    }
  };

  await makeFolders().catch(rethrow);
  return {
    put,
    open: openObject,
    stat: find,
    delete: async (digest) => {
      if (isDigest(digest)) await rm(pathOf(digest), { force: true }).catch(rethrow);
    },
    list,
    sweepUnfinished,
    check,
    close: async () => {},
  };
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.byteLength; ) at += (await file.write(chunk, at)).bytesWritten;
}

/** The name is durable only once its folder is, and a new folder only once its own is. */
async function publish(from: string, to: string): Promise<void> {
  const folder = dirname(to);
  const made = await mkdir(folder, { recursive: true });
  await rename(from, to);
  await syncFolder(folder);
  if (made !== undefined) await syncFolder(dirname(folder));
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return await readdir(folder).catch(rethrow);
}

function rethrow(error: unknown): never {
  throw fileError(error);
}
