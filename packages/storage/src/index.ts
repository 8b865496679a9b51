export type { ByteRange, Claim, ObjectStore, PutOptions, StoredObject } from './object-store.ts';
export { openStore } from './open-store.ts';
export type { Credentials, S3Options } from './s3/s3-store.ts';
export { StorageError, type StorageErrorCode, storageProblems } from './storage-error.ts';
