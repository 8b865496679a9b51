import { once } from 'node:events';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Claim, ObjectStore } from '../object-store.ts';
import { breaking, fresh, inChunks, read, sha256 } from './bytes.ts';

export interface OpenedStore {
  readonly store: ObjectStore;
  /** What unfinished puts have left, by any name. */
  remains(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const MiB = 2 ** 20;
/** More than one part of a multipart upload. */
const large = 20 * MiB;
const absent = sha256(Buffer.from('never put'));

const unclaimed: Claim = async () => {};

/** What every adapter of the port keeps to, the fake included. */
export function objectStoreSuite(name: string, open: (claim: Claim) => Promise<OpenedStore>): void {
  describe(`the object store on ${name}`, () => {
    let opened: OpenedStore;
    let store: ObjectStore;
    let claim: Claim = unclaimed;
    afterEach(() => {
      claim = unclaimed;
    });
    beforeAll(async () => {
      opened = await open((digest) => claim(digest));
      store = opened.store;
    });
    afterAll(() => opened.close());

    const put = (bytes: Uint8Array) => store.put(inChunks(bytes));
    const leavesNothing = async (digest: string) => {
      expect(await store.stat(digest)).toBeUndefined();
      expect(await opened.remains()).toEqual([]);
    };

    test.each([0, 1, 100_000, large])('gives back the %i bytes that were put, under their SHA-256', async (length) => {
      const bytes = fresh(length);
      const before = Date.now();
      const object = await put(bytes);
      expect(object).toMatchObject({ digest: sha256(bytes), bytes: length });
      // HTTP tells whole seconds.
      expect(object.modified.getTime()).toBeGreaterThan(before - 2000);
      expect((await read(store.open(object.digest))).equals(bytes)).toBe(true);
      expect(await store.stat(object.digest)).toMatchObject({ digest: object.digest, bytes: length });
      expect(await opened.remains()).toEqual([]);
    });

    test('any bytes in any chunks have the same digest and come back the same', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 12 }), async (chunks) => {
          const whole = Buffer.concat(chunks);
          const { digest } = await store.put(
            (async function* () {
              yield* chunks;
            })(),
          );
          expect(digest).toBe(sha256(whole));
          expect((await read(store.open(digest))).equals(whole)).toBe(true);
        }),
        { numRuns: 25, seed: 20250101 },
      );
    });

    test.each([
      [0, 0],
      [3, 9],
      [99, 99],
      [90, 1000],
    ])('bytes %i to %i are those of the object, as in HTTP', async (start, end) => {
      const bytes = fresh(100);
      const { digest } = await put(bytes);
      const { object, stream } = await store.open(digest, { start, end });
      expect(object.bytes).toBe(100);
      expect((await stream.toArray()).reduce((all, part) => Buffer.concat([all, part]), Buffer.alloc(0))).toEqual(
        bytes.subarray(start, end + 1),
      );
    });

    test.each([
      [100, 100],
      [5, 4],
      [-1, 4],
      [0.5, 4],
    ])('bytes %d to %d of 100 are refused', async (start, end) => {
      const { digest } = await put(fresh(100));
      await expect(store.open(digest, { start, end })).rejects.toMatchObject({ code: 'storage/bad-range' });
    });

    test.each([absent, '', 'ab', `../${absent.slice(3)}`, absent.toUpperCase()])('nothing is known as "%s"', async (name) => {
      await expect(store.open(name)).rejects.toMatchObject({ code: 'storage/not-found' });
      expect(await store.stat(name)).toBeUndefined();
      await store.delete(name);
    });

    test('the announced digest is taken, with the bytes there before or not', async () => {
      const bytes = fresh(1000);
      const expected = sha256(bytes);
      for (let time = 0; time < 2; time++) {
        expect(await store.put(inChunks(bytes), { expect: expected })).toMatchObject({ digest: expected, bytes: 1000 });
      }
    });

    test('other bytes than were announced are refused and not kept, with the announced ones there before or not', async () => {
      const other = fresh(1000);
      const bytes = fresh(1000);
      const expected = sha256(bytes);
      for (let time = 0; time < 2; time++) {
        await expect(store.put(inChunks(other), { expect: expected })).rejects.toMatchObject({ code: 'storage/digest-mismatch' });
        await leavesNothing(sha256(other));
        await put(bytes);
      }
    });

    test.each([1000, large])('exactly the limit of %i bytes is taken; one more is refused, and nothing is left', async (limit) => {
      expect(await store.put(inChunks(fresh(limit)), { limit })).toMatchObject({ bytes: limit });
      const more = fresh(limit + 1);
      await expect(store.put(inChunks(more), { limit })).rejects.toMatchObject({ code: 'storage/too-large' });
      await leavesNothing(sha256(more));
    });

    test.each([1000, large])(
      'a source that breaks after %i bytes breaks the put with its own error, and nothing is left',
      async (length) => {
        const broken = new Error('the client hung up');
        const bytes = fresh(length);
        await expect(store.put(breaking(bytes, broken))).rejects.toBe(broken);
        await leavesNothing(sha256(bytes));
      },
    );

    test.each([1000, large])('the signal ends a put whose source hangs after %i bytes, and nothing is left', async (length) => {
      const stop = new AbortController();
      const reason = new Error('no longer wanted');
      const bytes = fresh(length);
      const hanging = async function* () {
        yield bytes;
        setImmediate(() => stop.abort(reason));
        await Promise.withResolvers<never>().promise;
      };
      await expect(store.put(hanging(), { signal: stop.signal })).rejects.toBe(reason);
      await leavesNothing(sha256(bytes));
    });

    test('the same bytes put by many at once are one object', async () => {
      const bytes = fresh(50_000);
      const objects = await Promise.all(Array.from({ length: 8 }, () => put(bytes)));
      expect(new Set(objects.map(({ digest }) => digest))).toEqual(new Set([sha256(bytes)]));
      expect((await read(store.open(sha256(bytes)))).equals(bytes)).toBe(true);
      expect(await opened.remains()).toEqual([]);
    });

    test('bytes that are put again are as young as new ones', async () => {
      const bytes = fresh(10);
      const { modified } = await put(bytes);
      const tick = Math.floor(modified.getTime() / 1000);
      // The clock that stamps files may lag behind this one by some milliseconds.
      await expect.poll(() => Math.floor((Date.now() - 100) / 1000), { timeout: 3000 }).toBeGreaterThan(tick);
      expect((await put(bytes)).modified.getTime()).toBeGreaterThan(modified.getTime());
      const { modified: renewed } = await store.put(inChunks(bytes), { expect: sha256(bytes) });
      expect(renewed.getTime()).toBeGreaterThan(modified.getTime());
      expect((await store.stat(sha256(bytes)))?.modified).toEqual(renewed);
    });

    test('a digest is claimed before there is an object of it, announced or not; without a claim nothing is kept', async () => {
      for (const announced of [true, false]) {
        const bytes = fresh(1000);
        const digest = sha256(bytes);
        const options = announced ? { expect: digest } : {};
        const there: boolean[] = [];
        claim = async (claimed) => void there.push(claimed === digest && (await store.stat(digest)) !== undefined);
        await store.put(inChunks(bytes), options);
        expect(new Set(there)).toEqual(new Set([false]));

        const refused = new Error('nobody answers');
        const other = fresh(1000);
        claim = () => Promise.reject(refused);
        await expect(store.put(inChunks(other), announced ? { expect: sha256(other) } : {})).rejects.toBe(refused);
        await leavesNothing(sha256(other));
      }
    });

    test('old bytes that are removed while they are put again are there afterwards, announced or not', async () => {
      for (const announced of [true, false]) {
        const bytes = fresh(1000);
        const digest = sha256(bytes);
        await put(bytes);
        // A sweeper that had looked before: its second step ends within the claim, which waits for it.
        claim = async (claimed) => {
          claim = unclaimed;
          await store.delete(claimed);
        };
        await store.put(inChunks(bytes), announced ? { expect: digest } : {});
        expect((await read(store.open(digest))).equals(bytes)).toBe(true);
      }
    });

    test('every object is listed, and none that is deleted', async () => {
      const kept = await put(fresh(10));
      const gone = await put(fresh(10));
      await store.delete(gone.digest);
      const listed = new Map((await Array.fromAsync(store.list())).map((object) => [object.digest, object.bytes]));
      expect(listed.get(kept.digest)).toBe(10);
      expect(listed.has(gone.digest)).toBe(false);
      expect(await store.stat(gone.digest)).toBeUndefined();
    });

    test('a reader that turns away frees what it held', async () => {
      const { digest } = await put(fresh(large));
      const { stream } = await store.open(digest);
      stream.once('data', () => stream.destroy());
      await once(stream, 'close');
      expect(stream.destroyed).toBe(true);
    });

    test('a store that works checks out', async () => {
      await expect(store.check()).resolves.toBeUndefined();
      expect(await opened.remains()).toEqual([]);
    });
  });
}
