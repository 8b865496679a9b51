import { closeSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { OnnxError } from '../errors.ts';
import type { ExternalData } from './decode-context.ts';

/**
 * Reads the weights that a model keeps in files beside it, range by range. The names of those files come from the model, which may be a
 * stranger's, so only regular files inside `folder` are read: no absolute path, no `..`, no link that leads out.
 * Throws OnnxError('model/external-data').
 */
export function openExternalData(folder: string): ExternalData {
  const read = (location: string, offset: number, length: number): Uint8Array => {
    const path = checkedPath(folder, location, offset + length);
    const bytes = new Uint8Array(length);
    const file = open(path, location);
    try {
      for (let done = 0; done < length; ) {
        const count = readSync(file, bytes, done, length - done, offset + done);
        if (count === 0) throw refusal(location, `ends after ${done} of ${length} bytes; it changed while it was read`);
        done += count;
      }
    } finally {
      closeSync(file);
    }
    return bytes;
  };
  const check = (location: string, offset: number, length: number): void => {
    checkedPath(folder, location, offset + length);
  };
  return Object.assign(read, { check });
}

/** The real path of a file inside the folder that has at least `neededBytes`. */
function checkedPath(folder: string, location: string, neededBytes: number): string {
  if (isAbsolute(location) || /^[A-Za-z]:/.test(location) || location.startsWith('\\'))
    throw refusal(location, 'is no path relative to the model');
  if (location.split(/[/\\]/).includes('..')) throw refusal(location, 'leads out of the folder of the model');
  if (location.includes('\0')) throw refusal(location, 'is no file name');
  const path = realPath(folder, location);
  const inside = relative(realpathSync(folder), path);
  if (inside === '' || inside.startsWith(`..${sep}`) || inside === '..' || isAbsolute(inside)) {
    throw refusal(location, 'is a link that leads out of the folder of the model; put the file itself there');
  }
  const status = statSync(path);
  if (!status.isFile()) throw refusal(location, 'is no regular file');
  if (neededBytes > status.size)
    throw refusal(location, `has ${status.size} bytes, and the model reads up to byte ${neededBytes}; copy it again`);
  return path;
}

function open(path: string, location: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    throw refusal(location, 'cannot be opened; see its permissions', cause);
  }
}

function realPath(folder: string, location: string): string {
  try {
    return realpathSync(join(folder, location));
  } catch (cause) {
    throw refusal(location, 'is not beside the model; put it into the same folder', cause);
  }
}

function refusal(location: string, problem: string, cause?: unknown): OnnxError {
  return new OnnxError('model/external-data', `The file with the model's weights, ${JSON.stringify(location)}, ${problem}.`, {
    where: location,
    cause,
  });
}
