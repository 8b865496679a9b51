import { basename } from 'node:path';
import { DatasetError } from '../errors.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder; check the path',
  EACCES: 'it may not be read; check its permissions',
  EPERM: 'it may not be read; check its permissions',
  ENOSPC: 'the disk is full; free some space, or point TMPDIR elsewhere',
  EMFILE: 'too many files are open; raise the limit of open files',
};

/** Any failure of the file system or of an archive library → 'dataset/unreadable'. A DatasetError passes as it is. */
export function unreadable(path: string, cause: unknown): DatasetError {
  if (cause instanceof DatasetError) return cause;
  const name = basename(path);
  const code = (cause as { code?: unknown } | null)?.code;
  const known = typeof code === 'string' ? reasons[code] : undefined;
  const why = known ?? (cause instanceof Error ? `${cause.message}; pack it again` : 'it cannot be read; pack it again');
  return new DatasetError('dataset/unreadable', `"${name}": ${why}.`, { where: name, cause });
}
