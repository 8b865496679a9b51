import { fileURLToPath } from 'node:url';
import { fileStore } from './file/file-store.ts';
import type { ObjectStore } from './object-store.ts';
import { s3Location } from './s3/s3-location.ts';
import { type S3Options, s3Store } from './s3/s3-store.ts';
import { StorageError } from './storage-error.ts';

const schemes: Readonly<Record<string, (url: URL, options: S3Options) => Promise<ObjectStore>>> = {
  'file:': async (url, options) => await fileStore(fileURLToPath(url), options),
  's3:': async (url, options) => s3Store(s3Location(url), options),
};

/**
 * Opens `file:///absolute/folder`, which is made where it is missing, or `s3://bucket/prefix?endpoint=http://host:port&region=name`. Throws
 * 'storage/bad-url', or 'storage/unavailable' where the folder cannot be made; whether S3 answers is for `check` to say.
 */
export async function openStore(url: string, options: S3Options): Promise<ObjectStore> {
  const parsed = URL.parse(url);
  const open = parsed === null ? undefined : schemes[parsed.protocol];
  if (parsed === null || open === undefined || (parsed.protocol === 'file:' && parsed.host !== '')) {
    throw new StorageError(
      'storage/bad-url',
      'The storage URL is neither file:///absolute/folder nor s3://bucket/prefix. Write one of them.',
    );
  }
  return await open(parsed, options);
}
