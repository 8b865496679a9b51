import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { ProblemError } from '@octet/contracts';
import type { ObjectStore } from '@octet/storage';
import type { FastifyRequest } from 'fastify';
import type { Allowance } from './allowance.ts';

export interface TakenFile {
  readonly digest: string;
  readonly bytes: number;
}

export interface TakeOptions {
  /** In words, for the problem: 'The part "model"'. */
  readonly what: string;
  readonly allowance: Allowance;
  /** SHA-256 in hex that the bytes must have. */
  readonly announced?: string | undefined;
  /** Undefined: the bytes are only hashed, for a dry run or to tell a repeated request from another one. */
  readonly store: Pick<ObjectStore, 'put'> | undefined;
  /** Sees every chunk, and may make the sender wait. */
  readonly watch?: ((chunk: Buffer) => Promise<void>) | undefined;
}

/**
 * Streams a file into the store, hashing while writing. Throws ProblemError 'request/too-large', 'quota/exceeded' or 'request/digest-mismatch';
 * whatever fails, the store keeps nothing of it.
 */
export async function takeFile(source: Readable, { what, allowance, announced, store, watch }: TakeOptions): Promise<TakenFile> {
  const { limit } = allowance;
  const bytes = bytesOf(source, what, watch);
  try {
    const { digest, bytes: size } = await (store === undefined ? hashed(bytes, limit) : store.put(bytes, { expect: announced, limit }));
    if (store === undefined && announced !== undefined && announced !== digest) throw mismatch(what);
    allowance.spend(size);
    return { digest, bytes: size };
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'storage/too-large') throw allowance.exceeded(what);
    if (code === 'storage/digest-mismatch') throw mismatch(what);
    throw error;
  }
}

/** Leaves the connection open whatever happens, so that the refusal can be sent on it. */
async function* bytesOf(source: Readable, what: string, watch: TakeOptions['watch']): AsyncGenerator<Buffer> {
  let empty = true;
  try {
    for await (const chunk of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      empty = false;
      await watch?.(chunk);
      yield chunk;
    }
  } catch (cause) {
    throw new ProblemError('request/invalid', `${what} ended before all of it had come.`, { cause });
  }
  if (empty) throw new ProblemError('request/invalid', `${what} is empty.`);
}

async function hashed(source: AsyncIterable<Buffer>, limit: number): Promise<TakenFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > limit) throw Object.assign(new Error('too large'), { code: 'storage/too-large' });
    hash.update(chunk);
  }
  return { digest: hash.digest('hex'), bytes };
}

/** What was sent is not what was announced. */
export const mismatch = (what: string) =>
  new ProblemError('request/digest-mismatch', `The SHA-256 of ${what} does not match the announced digest. Send it again.`);

/** Bytes are kept as they come; a compressed transfer would be kept compressed under a digest that nobody expects. */
export function refuseEncoded({ headers }: FastifyRequest): void {
  const encoding = headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity') return;
  throw new ProblemError('request/unsupported-media-type', `Content-Encoding ${encoding} is not read here; send the bytes as they are.`);
}
