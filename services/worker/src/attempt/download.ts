import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { ProblemError } from '@octet/contracts';
import { CallError } from '../call-error.ts';

export interface Expected {
  readonly digest: string;
  readonly bytes: number;
}

/**
 * Writes the stream to a file, hashing it on the way. Bytes that are not those expected reject with a CallError that may be tried again; a
 * full disk with ProblemError 'output/no-space'.
 */
export async function download(stream: ReadableStream<Uint8Array>, path: string, { digest, bytes }: Expected): Promise<void> {
  const hash = createHash('sha256');
  let received = 0;
  await using file = await open(path, 'w', 0o644);
  try {
    for await (const chunk of stream) {
      received += chunk.length;
      if (received > bytes) break;
      hash.update(chunk);
      await file.write(chunk);
    }
  } catch (cause) {
    throw told(cause);
  }
  if (received !== bytes) throw damaged(`${received} bytes came instead of ${bytes}`);
  if (hash.digest('hex') !== digest) throw damaged('the digest is another');
}

const damaged = (how: string): CallError =>
  new CallError(`An input arrived damaged: ${how}.`, { retryable: true, code: 'request/digest-mismatch' });

function told(cause: unknown): Error {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new ProblemError('output/no-space', "The disk of the worker's scratch folder is full.", { cause });
  return new CallError(`An input broke off: ${cause instanceof Error ? cause.message : String(cause)}`, { retryable: true, cause });
}
