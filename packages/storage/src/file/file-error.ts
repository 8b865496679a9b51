import { StorageError } from '../storage-error.ts';

const noSpace = new Set(['ENOSPC', 'EDQUOT']);

export function systemCode(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}

/** What a failed call of the file system is to the user of the store. */
export function fileError(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const code = systemCode(error) ?? 'no code';
  return noSpace.has(code)
    ? new StorageError('storage/full', 'The disk of the object store is full. Free space there and try again; nothing was written.', {
        cause: error,
      })
    : new StorageError(
        'storage/unavailable',
        `The folder of the object store does not work (${code}). Look at its disk and its permissions.`,
        {
          cause: error,
        },
      );
}
