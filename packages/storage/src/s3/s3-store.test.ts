import { createServer } from 'node:http';
import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { type S3Server, startS3 } from '@octet/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Claim } from '../object-store.ts';
import { openStore } from '../open-store.ts';
import { fresh, inChunks, read, sha256 } from '../testing/bytes.ts';
import { objectStoreSuite } from '../testing/object-store-suite.ts';
import { peakExternalBytes } from '../testing/peak-external-bytes.ts';

const MiB = 2 ** 20;
const unclaimed: Claim = async () => {};
const running = await startS3();
afterAll(() => running?.[Symbol.asyncDispose]());

describe.skipIf(running === undefined)('on a real S3 server', () => {
  let server: S3Server;
  let client: S3Client;
  beforeAll(() => {
    server = running ?? expect.fail('no server');
    const { endpoint, credentials } = server;
    client = new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true });
  });
  afterAll(() => client.destroy());

  const openAt = async (prefix: string, { claim = unclaimed, copyPartBytes }: { claim?: Claim; copyPartBytes?: number } = {}) => {
    const { endpoint, bucket, credentials } = server;
    const store = await openStore(`s3://${bucket}/${prefix}?endpoint=${endpoint}`, { claim, credentials, copyPartBytes });
    const remains = async () => {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: `${prefix}/unfinished/` }));
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: `${prefix}/` }));
      return [...Contents, ...Uploads].map(({ Key }) => Key ?? '');
    };
    return { store, remains, close: () => store.close(), [Symbol.asyncDispose]: () => store.close() };
  };

  objectStoreSuite('S3', (claim) => openAt('suite', { claim }));

  test('256 MiB go up in the memory of a few parts', { timeout: 120_000 }, async () => {
    await using opened = await openAt('flat');
    const chunk = fresh(MiB);
    const source = async function* () {
      for (let count = 0; count < 256; count++) yield chunk;
    };
    const { result, peakBytes } = await peakExternalBytes(() => opened.store.put(source()));
    expect(result.bytes).toBe(256 * MiB);
    expect(peakBytes).toBeLessThan(160 * MiB);
  });

  test('an object too large for one copy is copied by parts, the last one short, and renewed so too', { timeout: 60_000 }, async () => {
    await using opened = await openAt('parts', { copyPartBytes: 5 * MiB });
    const bytes = fresh(12 * MiB + 1);
    const expected = sha256(bytes);
    for (let time = 0; time < 2; time++) {
      expect(await opened.store.put(inChunks(bytes), { expect: expected })).toMatchObject({ digest: expected, bytes: bytes.byteLength });
    }
    expect((await read(opened.store.open(expected))).equals(bytes)).toBe(true);
    expect(await opened.remains()).toEqual([]);
  });

  test('what a crash left unfinished goes when it is old, uploads too, and stays while it may still be written', async () => {
    await using opened = await openAt('swept');
    const at = { Bucket: server.bucket, Key: 'swept/unfinished/left' };
    await client.send(new PutObjectCommand({ ...at, Body: 'half' }));
    await client.send(new CreateMultipartUploadCommand(at));
    expect(await opened.store.sweepUnfinished(new Date(Date.now() - 60_000))).toBe(0);
    expect(await opened.remains()).toHaveLength(2);
    expect(await opened.store.sweepUnfinished(new Date(Date.now() + 60_000))).toBe(2);
    expect(await opened.remains()).toEqual([]);
  });

  test('every page of a long list is read', { timeout: 60_000 }, async () => {
    await using opened = await openAt('pages');
    const keys = Array.from({ length: 1005 }, (_, index) => sha256(Buffer.from(`${index}`)));
    for (let start = 0; start < keys.length; start += 67) {
      await Promise.all(
        keys
          .slice(start, start + 67)
          .map((key) => client.send(new PutObjectCommand({ Bucket: server.bucket, Key: `pages/objects/${key}`, Body: key }))),
      );
    }
    const listed = (await Array.fromAsync(opened.store.list())).map(({ digest }) => digest);
    expect(listed.sort()).toEqual(keys.sort());
  });

  test.each([
    ['a bucket that is not there', () => `s3://nowhere?endpoint=${server.endpoint}`, () => server.credentials],
    [
      'a wrong secret',
      () => `s3://${server.bucket}?endpoint=${server.endpoint}`,
      () => ({ accessKeyId: 'octet', secretAccessKey: 'wrong' }),
    ],
  ])('%s is unavailable', async (_, url, credentials) => {
    const store = await openStore(url(), { claim: unclaimed, credentials: credentials() });
    await expect(store.check()).rejects.toMatchObject({ code: 'storage/unavailable' });
    await expect(store.put(inChunks(fresh(10)))).rejects.toMatchObject({ code: 'storage/unavailable' });
    await store.close();
  });
});

test('a store without space is full', async () => {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(507, { connection: 'close' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const store = await openStore(`s3://bucket?endpoint=http://127.0.0.1:${port}`, {
    claim: unclaimed,
    credentials: { accessKeyId: 'octet', secretAccessKey: 'octet-secret' },
  });
  await expect(store.put(inChunks(fresh(10)))).rejects.toMatchObject({ code: 'storage/full' });
  await store.close();
  server.close();
});
