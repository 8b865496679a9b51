export type { ByteRange, ObjectStore, PutOptions, StoredObject } from './object-store.ts';
