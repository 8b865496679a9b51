import { Readable } from 'node:stream';
import { Meter } from '../meter.ts';
import type { Claim, ObjectStore, StoredObject } from '../object-store.ts';
import { partOf } from '../range.ts';
import { notFound } from '../storage-error.ts';

interface Kept extends StoredObject {
  readonly content: Buffer;
}

/** The port in its simplest form: what the conformance suite asks of an adapter is not an accident of files or of S3. */
export function memoryStore({ claim }: { readonly claim: Claim }): ObjectStore {
  const kept = new Map<string, Kept>();
  const tell = ({ digest, bytes, modified }: Kept): StoredObject => ({ digest, bytes, modified });
  return {
    async put(source, options = {}) {
      const meter = new Meter(options);
      const content = Buffer.concat(await Array.fromAsync(meter.read(source)));
      const object = { ...(await meter.finish(claim)), modified: new Date(), content };
      kept.set(object.digest, object);
      return tell(object);
    },
    async open(digest, range) {
      const object = kept.get(digest);
      if (object === undefined) throw notFound(digest);
      const { start, end } = range === undefined ? { start: 0, end: object.bytes - 1 } : partOf(object.bytes, range);
      return { object: tell(object), stream: Readable.from([object.content.subarray(start, end + 1)], { objectMode: false }) };
    },
    async stat(digest) {
      const object = kept.get(digest);
      return object && tell(object);
    },
    async delete(digest) {
      kept.delete(digest);
    },
    async *list() {
      yield* Array.from(kept.values(), tell);
    },
    async sweepUnfinished() {
      return 0;
    },
    async check() {},
    async close() {},
  };
}
