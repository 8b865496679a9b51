import type { ProblemCode } from '@octet/contracts';

export type StorageErrorCode =
  | 'storage/not-found'
  | 'storage/bad-range'
  | 'storage/digest-mismatch'
  | 'storage/too-large'
  | 'storage/full'
  | 'storage/damaged'
  | 'storage/unavailable'
  | 'storage/bad-url';

/** A fault of the store or of what was asked of it. `message` may be shown; `cause` may not. */
export class StorageError extends Error {
  readonly code: StorageErrorCode;

  constructor(code: StorageErrorCode, detail: string, options: { cause?: unknown } = {}) {
    super(detail, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'StorageError';
    this.code = code;
  }
}

/** What each is to the user of the service. */
export const storageProblems = {
  'storage/not-found': 'not-found',
  'storage/bad-range': 'request/range-not-satisfiable',
  'storage/digest-mismatch': 'request/digest-mismatch',
  'storage/too-large': 'request/too-large',
  'storage/full': 'output/no-space',
  'storage/damaged': 'internal',
  'storage/unavailable': 'service/unavailable',
  'storage/bad-url': 'config/invalid',
} as const satisfies Record<StorageErrorCode, ProblemCode>;

export function notFound(digest: string, cause?: unknown): StorageError {
  return new StorageError('storage/not-found', `There is no object ${digest}. Upload it, or check the digest.`, { cause });
}

export function damaged(digest: string, cause?: unknown): StorageError {
  return new StorageError('storage/damaged', `Object ${digest} does not have the size it was stored with. Upload it again.`, { cause });
}
