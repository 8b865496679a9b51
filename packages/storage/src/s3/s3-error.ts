import { StorageError } from '../storage-error.ts';

interface ServiceFault {
  readonly name: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const missing = new Set(['NoSuchKey', 'NotFound', 'NoSuchUpload']);
const noSpace = new Set(['QuotaExceeded', 'InsufficientStorage', 'XMinioStorageFull', 'XAmzStorageFull']);
const insufficientStorage = 507;

/** The object or upload is not there; a missing bucket is another matter. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && missing.has(error.name);
}

/** What a failed request is to the user of the store; `endpoint` is the address that was asked. */
export function s3Error(error: unknown, endpoint: string): StorageError {
  if (error instanceof StorageError) return error;
  const { name, $metadata } = (error instanceof Error ? error : { name: 'no name' }) as ServiceFault;
  if (noSpace.has(name) || $metadata?.httpStatusCode === insufficientStorage) {
    return new StorageError('storage/full', 'The object store has no space left. Free space there and try again.', { cause: error });
  }
  const detail = `The object store at ${endpoint} does not answer as it should (${name}). Look at the store, the bucket and the credentials.`;
  return new StorageError('storage/unavailable', detail, { cause: error });
}
