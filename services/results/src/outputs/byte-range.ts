import type { ByteRange } from '@octet/storage';

/**
 * What a Range field asks of `size` bytes (RFC 9110 §14): one range; 'all' for what a server may ignore (another unit, several ranges, nonsense);
 * 'outside' where nothing of it is there.
 */
export function byteRange(field: string | undefined, size: number): ByteRange | 'all' | 'outside' {
  const match = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(field ?? '');
  if (match === null) return 'all';
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return 'all';
  if (first === '') return Number(last) === 0 || size === 0 ? 'outside' : { start: Math.max(0, size - Number(last)), end: size - 1 };
  const start = Number(first);
  if (last !== '' && Number(last) < start) return 'all';
  if (start >= size) return 'outside';
  return { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
}
