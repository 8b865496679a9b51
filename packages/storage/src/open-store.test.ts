import { isProblemCode } from '@octet/contracts';
import { expect, test } from 'vitest';
import { openStore } from './open-store.ts';
import { s3Location } from './s3/s3-location.ts';
import { storageProblems } from './storage-error.ts';

test.each([
  'not a url',
  '/var/lib/octet',
  'http://localhost/bucket',
  'file://elsewhere/folder',
  's3:///prefix',
  's3://bucket?endpoint=localhost:9000',
  's3://bucket?secret=x',
  's3://key:secret@bucket',
])('%s is no storage URL', async (url) => {
  await expect(openStore(url, { claim: async () => {} })).rejects.toMatchObject({ code: 'storage/bad-url' });
});

test('an S3 URL names bucket, prefix, server and region', () => {
  expect(s3Location(new URL('s3://models/octet/prod/?endpoint=http://127.0.0.1:7070&region=eu-central-1'))).toEqual({
    bucket: 'models',
    prefix: 'octet/prod/',
    endpoint: 'http://127.0.0.1:7070',
    region: 'eu-central-1',
  });
  expect(s3Location(new URL('s3://models'))).toEqual({ bucket: 'models', prefix: '', endpoint: undefined, region: 'us-east-1' });
});

test('every error of the store is a problem that the table knows', () => {
  expect(Object.values(storageProblems).filter((code) => !isProblemCode(code))).toEqual([]);
  expect(storageProblems['storage/full']).toBe('output/no-space');
});
