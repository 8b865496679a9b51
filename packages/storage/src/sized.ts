import { finished, type Readable, Transform } from 'node:stream';
import type { StorageError } from './storage-error.ts';

export interface SizedOptions {
  readonly bytes: number;
  /** For a stream that ends too early or too late. */
  readonly damaged: () => StorageError;
  /** What an error of the source is to the reader. */
  readonly errorOf: (error: unknown) => Error;
}

/** The source's bytes, ending with an error unless there are exactly so many. Destroying it destroys the source. */
export function sized(source: Readable, { bytes, damaged, errorOf }: SizedOptions): Readable {
  let seen = 0;
  const out = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      seen += chunk.byteLength;
      if (seen > bytes) done(damaged());
      else done(null, chunk);
    },
    flush: (done) => done(seen === bytes ? null : damaged()),
  });
  finished(source, (error) => {
    if (error != null && !out.destroyed) out.destroy(errorOf(error));
  });
  out.once('close', () => source.destroy());
  return source.pipe(out);
}
