import { createHash, randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Bytes that no other test has put. */
export function fresh(length: number): Buffer {
  return randomBytes(length);
}

export async function* inChunks(bytes: Uint8Array, chunkBytes = 65_536): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start += chunkBytes) yield bytes.subarray(start, start + chunkBytes);
}

/** Some bytes, then an error, as of a client that hangs up. */
export async function* breaking(bytes: Uint8Array, error: Error): AsyncGenerator<Uint8Array> {
  yield bytes;
  throw error;
}

export async function read(opened: Promise<{ readonly stream: Readable }>): Promise<Buffer> {
  const { stream } = await opened;
  return await buffer(stream);
}
