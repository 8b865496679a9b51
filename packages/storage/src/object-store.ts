import type { Readable } from 'node:stream';

export interface StoredObject {
  /** SHA-256 of the bytes, 64 lower-case hex digits: the object's only name. */
  readonly digest: string;
  readonly bytes: number;
  /** When these bytes were last put: a sweeper leaves alone what is young. */
  readonly modified: Date;
}

export interface PutOptions {
  /** Refused with 'storage/digest-mismatch' when the bytes have another digest. */
  readonly expect?: string | undefined;
  /** Refused with 'storage/too-large' as soon as more bytes than this have come. */
  readonly limit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** First and last byte, both included, as in HTTP. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Asked right before bytes become an object, or a young one again: from then on sweepers leave that digest alone,
 * and has ended with it before this resolves. What it throws is thrown by the put, which then leaves nothing.
 */
export type Claim = (digest: string) => Promise<void>;

/**
 * Bytes by their SHA-256. An object is there whole or not at all, never changes, and is durable once `put` resolves. Errors are
 * StorageError with a code of their own.
 */
export interface ObjectStore {
  /**
   * Hashes while writing, in flat memory. Putting bytes that are there already is cheap, no error, and renews `modified`. Whatever fails
   * (the source, the limit, the signal, the disk), nothing is left behind.
   */
  put(source: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<StoredObject>;
  /** Throws 'storage/not-found'. The stream ends with an error when the bytes turn out damaged in size. */
  open(digest: string, range?: ByteRange): Promise<{ readonly object: StoredObject; readonly stream: Readable }>;
  stat(digest: string): Promise<StoredObject | undefined>;
  /** No error where there is none. */
  delete(digest: string): Promise<void>;
  /** Every object, in no order. */
  list(): AsyncIterable<StoredObject>;
  /** Removes what unfinished puts left behind before `before`; answers how many. */
  sweepUnfinished(before: Date): Promise<number>;
  /** Resolves when the store can be written and read; throws 'storage/unavailable' or 'storage/full' otherwise. */
  check(): Promise<void>;
  close(): Promise<void>;
}
