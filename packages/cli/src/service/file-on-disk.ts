import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { ProblemError } from '@octet/contracts';

/** A file to upload; its bytes stay on the disk until they are sent. Throws ProblemError 'usage' where there is no such file. */
export async function fileOnDisk(path: string): Promise<File> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'there is no such file' : cause.message;
    throw new ProblemError('usage', `${path} cannot be read: ${why}.`, { where: path, cause });
  });
  if (!found.isFile()) {
    throw new ProblemError('usage', `${path} is no file. The service takes archives: pack the folder as .zip, .tar.gz or .npz first.`, {
      where: path,
    });
  }
  return new File([await openAsBlob(path)], basename(path));
}
