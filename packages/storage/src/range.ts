import type { ByteRange } from './object-store.ts';
import { StorageError } from './storage-error.ts';

/** The part of an object that a range names: an end behind the object's is the object's, as in HTTP. Throws 'storage/bad-range'. */
export function partOf(bytes: number, { start, end }: ByteRange): ByteRange {
  const whole = Number.isSafeInteger(start) && Number.isSafeInteger(end);
  if (!whole || start < 0 || end < start || start >= bytes) throw badRange(start, end, bytes);
  return { start, end: Math.min(end, bytes - 1) };
}

function badRange(start: number, end: number, bytes: number): StorageError {
  return new StorageError(
    'storage/bad-range',
    `Bytes ${start} to ${end} lie outside the object, which has ${bytes}. Ask for a part of it.`,
  );
}
