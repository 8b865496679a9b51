import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { DatasetError } from '../errors.ts';
import { unreadable } from './unreadable.ts';

const chunkBytes = 1 << 20;

/** Reads bytes `start` to `end` (exclusive) of a file; a file that became shorter is an error. */
export async function* fileBytes(path: string, start: number, end: number): AsyncGenerator<Uint8Array> {
  if (start >= end) return;
  const stream = createReadStream(path, { start, end: end - 1, highWaterMark: chunkBytes });
  let got = 0;
  try {
    for await (const chunk of stream) {
      got += (chunk as Buffer).length;
      yield chunk as Buffer;
    }
  } catch (cause) {
    throw unreadable(path, cause);
  } finally {
    stream.destroy();
  }
  if (got !== end - start) {
    const name = basename(path);
    throw new DatasetError('dataset/unreadable', `"${name}" became shorter while it was read; leave the data alone during a run.`, {
      where: name,
    });
  }
}
