import { createHash, type Hash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Claim, PutOptions } from './object-store.ts';
import { StorageError } from './storage-error.ts';

/** Hashes and counts the bytes of one put as they pass, and ends it at the limit or the signal. */
export class Meter {
  readonly #options: PutOptions;
  readonly #hash: Hash = createHash('sha256');
  #bytes = 0;
  /** What the source, the limit, the signal or the claim threw: the caller's to know, whatever a client in between made of it. */
  failure: unknown;

  constructor(options: PutOptions) {
    this.#options = options;
  }

  /** The source's chunks. Like any `for await`, it ends the source where it stops early. */
  async *read(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    const { limit = Number.POSITIVE_INFINITY, signal } = this.#options;
    const chunks = source[Symbol.asyncIterator]();
    let ended = false;
    try {
      for (let next = await settled(chunks, signal); next.done !== true; next = await settled(chunks, signal)) {
        this.#bytes += next.value.byteLength;
        if (this.#bytes > limit)
          throw new StorageError('storage/too-large', `More than ${limit} bytes came. Send less, or have the limit raised.`);
        this.#hash.update(next.value);
        yield next.value;
      }
      ended = true;
    } catch (error) {
      this.failure ??= error;
      throw error;
    } finally {
      if (!ended) end(source, chunks);
    }
  }

  /** Once all is read: claims its digest. Throws 'storage/digest-mismatch'. */
  async finish(claim: Claim): Promise<{ readonly digest: string; readonly bytes: number }> {
    const digest = this.#hash.digest('hex');
    const { expect } = this.#options;
    if (expect !== undefined && expect !== digest) {
      throw new StorageError(
        'storage/digest-mismatch',
        `The bytes have SHA-256 ${digest}, not ${expect}. Send the file again, or correct the digest.`,
      );
    }
    try {
      await claim(digest);
    } catch (error) {
      this.failure ??= error;
      throw error;
    }
    return { digest, bytes: this.#bytes };
  }
}

/** The next chunk, or the signal's reason as soon as it comes, whether the source moves or hangs. */
async function settled<T>(chunks: AsyncIterator<T>, signal: AbortSignal | undefined): Promise<IteratorResult<T>> {
  if (signal === undefined) return await chunks.next();
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([chunks.next(), aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Not awaited: a generator that hangs in `next` would never answer `return`. Its errors have nobody left to hear them. */
function end(source: AsyncIterable<unknown>, chunks: AsyncIterator<unknown>): void {
  if (source instanceof Readable) source.destroy();
  chunks.return?.().catch(() => {});
}
