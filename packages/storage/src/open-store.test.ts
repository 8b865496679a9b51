import { expect, test } from 'vitest';
import { openStore } from './open-store.ts';
import { s3Location } from './s3/s3-location.ts';
import { StorageError, storageProblemOf } from './storage-error.ts';

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
  await expect(openStore(url)).rejects.toMatchObject({ code: 'storage/bad-url' });
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

test("the store's errors are problems to the user; others stay what they are", () => {
  const problem = storageProblemOf(new StorageError('storage/full', 'The disk is full.'));
  expect(problem).toMatchObject({ name: 'ProblemError', code: 'output/no-space', message: 'The disk is full.' });
  const other = new Error('of the caller');
  expect(storageProblemOf(other)).toBe(other);
});
