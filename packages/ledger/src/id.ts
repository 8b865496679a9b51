import { ulid } from 'ulid';

/** `<prefix>_` and a lower-case ULID: unique, and sorted by the time of making. */
export const newId = (prefix: 'job' | 'key' | 'upl' | 'whe' | 'whd' | 'msg'): string => `${prefix}_${ulid().toLowerCase()}`;
