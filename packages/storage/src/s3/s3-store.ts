import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { Meter } from '../meter.ts';
import { isDigest } from '../names.ts';
import type { ByteRange, Claim, ObjectStore, PutOptions, StoredObject } from '../object-store.ts';
import { partOf } from '../range.ts';
import { sized } from '../sized.ts';
import { damaged, notFound, StorageError } from '../storage-error.ts';
import { copyObject } from './copy-object.ts';
import { listObjects, listUploads } from './list-pages.ts';
import { isMissing, s3Error } from './s3-error.ts';
import type { S3Location } from './s3-location.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface S3Options {
  readonly claim: Claim;
  /** Where there are none, the SDK looks for them as every AWS client does: variables, files, the role of the machine or pod. */
  readonly credentials?: Credentials | undefined;
  /** Above this, objects are copied by parts. */
  readonly copyPartBytes?: number | undefined;
}

const MiB = 2 ** 20;
/** 10,000 parts make 80 GB; two in flight bound the memory of a put. */
const partSize = 8 * MiB;
const queueSize = 2;
const copyLimitBytes = 5 * 2 ** 30;
const connectMilliseconds = 5000;
const silentMilliseconds = 60_000;

/**
 * `<prefix>objects/<digest>`. The digest is known only when all bytes are up, so a put goes to `<prefix>unfinished/<random>` and is copied
 * inside the store from there.
 */
export function s3Store(location: S3Location, { claim, credentials, copyPartBytes = copyLimitBytes }: S3Options): ObjectStore {
  const { bucket, prefix, endpoint, region } = location;
  const client = new S3Client({
    region,
    requestHandler: { connectionTimeout: connectMilliseconds, socketTimeout: silentMilliseconds },
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(credentials === undefined ? {} : { credentials: { ...credentials } }),
  });
  const objects = `${prefix}objects/`;
  const unfinished = `${prefix}unfinished/`;
  const errorOf = (error: unknown) => s3Error(error, endpoint ?? `AWS (${region})`);
  const rethrow = (error: unknown): never => {
    throw errorOf(error);
  };
  const at = (key: string) => ({ Bucket: bucket, Key: key });

  const find = async (digest: string): Promise<StoredObject | undefined> => {
    if (!isDigest(digest)) return undefined;
    try {
      const { ContentLength: bytes = 0, LastModified: modified = new Date(0) } = await client.send(
        new HeadObjectCommand(at(objects + digest)),
      );
      return { digest, bytes, modified };
    } catch (error) {
      return isMissing(error) ? undefined : rethrow(error);
    }
  };

  const put = async (source: AsyncIterable<Uint8Array>, options: PutOptions = {}): Promise<StoredObject> => {
    const meter = new Meter(options);
    // What is found here is claimed first: it stays while its bytes are read once more.
    if (options.expect !== undefined) await claim(options.expect);
    const known = options.expect === undefined ? undefined : await find(options.expect);
    return known === undefined ? await upload(source, meter) : await renew(source, meter);
  };

  const upload = async (source: AsyncIterable<Uint8Array>, meter: Meter): Promise<StoredObject> => {
    const key = unfinished + randomUUID();
    try {
      const body = Readable.from(meter.read(source), { objectMode: false });
      await new Upload({ client, params: { ...at(key), Body: body }, partSize, queueSize }).done();
      const { digest, bytes } = await meter.finish(claim);
      await copyObject(client, { bucket, from: key, to: objects + digest, bytes, partBytes: copyPartBytes });
      return await stored(digest, bytes);
    } catch (error) {
      throw meter.failure ?? errorOf(error);
    } finally {
      // Where this fails, the sweeper finds it.
      await client.send(new DeleteObjectCommand(at(key))).catch(() => {});
    }
  };

  /** The bytes are here already. They are read all the same: who cannot show them has no claim to them. */
  const renew = async (source: AsyncIterable<Uint8Array>, meter: Meter): Promise<StoredObject> => {
    for await (const _ of meter.read(source));
    // Again: reading may have taken longer than a claim holds.
    const { digest, bytes } = await meter.finish(claim);
    const key = objects + digest;
    await copyObject(client, { bucket, from: key, to: key, bytes, partBytes: copyPartBytes }).catch((error: unknown) => {
      throw isMissing(error) ? lost(digest) : errorOf(error);
    });
    return await stored(digest, bytes);
  };

  const stored = async (digest: string, bytes: number): Promise<StoredObject> => {
    const object = await find(digest);
    if (object?.bytes === bytes) return object;
    throw lost(digest);
  };

  const openObject = async (digest: string, range?: ByteRange) => {
    const object = await find(digest);
    if (object === undefined) throw notFound(digest);
    const part = range === undefined ? { start: 0, end: object.bytes - 1 } : partOf(object.bytes, range);
    const Range = range === undefined ? undefined : `bytes=${part.start}-${part.end}`;
    const { Body } = await client.send(new GetObjectCommand({ ...at(objects + digest), Range })).catch((error: unknown) => {
      throw isMissing(error) ? notFound(digest, error) : errorOf(error);
    });
    const bytes = part.end - part.start + 1;
    return { object, stream: sized(Body as Readable, { bytes, damaged: () => damaged(digest), errorOf }) };
  };

  async function* list(): AsyncGenerator<StoredObject> {
    try {
      for await (const { key, bytes, modified } of listObjects(client, bucket, objects)) {
        const digest = key.slice(objects.length);
        if (isDigest(digest)) yield { digest, bytes, modified };
      }
    } catch (error) {
      throw errorOf(error);
    }
  }

  const sweepUnfinished = async (before: Date): Promise<number> => {
    let removed = 0;
    try {
      for await (const { key, modified } of listObjects(client, bucket, unfinished)) {
        if (modified >= before) continue;
        await client.send(new DeleteObjectCommand(at(key)));
        removed += 1;
      }
      for await (const { key, uploadId, initiated } of listUploads(client, bucket, prefix)) {
        if (initiated >= before) continue;
        await client.send(new AbortMultipartUploadCommand({ ...at(key), UploadId: uploadId })).catch(unlessMissing);
        removed += 1;
      }
    } catch (error) {
      throw errorOf(error);
    }
    return removed;
  };

  const check = async (): Promise<void> => {
    const key = `${unfinished}check-${randomUUID()}`;
    try {
      await client.send(new PutObjectCommand({ ...at(key), Body: 'octet' }));
      await client.send(new HeadObjectCommand(at(key)));
      await client.send(new DeleteObjectCommand(at(key)));
    } catch (error) {
      throw errorOf(error);
    }
  };

  return {
    put,
    open: openObject,
    stat: find,
    delete: async (digest) => {
      if (isDigest(digest)) await client.send(new DeleteObjectCommand(at(objects + digest))).catch(rethrow);
    },
    list,
    sweepUnfinished,
    check,
    close: async () => client.destroy(),
  };
}

function unlessMissing(error: unknown): void {
  if (!isMissing(error)) throw error;
}

const lost = (digest: string): StorageError =>
  new StorageError('storage/unavailable', `The object store did not keep all of object ${digest}. Try again, and look at the store.`);
