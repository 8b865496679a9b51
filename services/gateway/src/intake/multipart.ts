import type { MultipartFile } from '@fastify/multipart';
import { ProblemError } from '@octet/contracts';
import type { FastifyRequest } from 'fastify';

/** One part more than any route takes, so that the one too many is named rather than dropped. */
const partLimits = { parts: 16, fileSize: Number.POSITIVE_INFINITY, headerPairs: 32 };

/**
 * The parts of a multipart request in their order, every one as a stream, fields too; sizes are limited by whoever reads them. Each must be
 * read to its end before the next is asked for. Throws ProblemError 'request/multipart' where the body is no multipart or ends early.
 */
export async function* partsOf(request: FastifyRequest): AsyncGenerator<MultipartFile> {
  const options = { limits: partLimits, isPartAFile: () => true, throwFileSizeLimit: false };
  const parts = request.parts(options);
  for (;;) {
    const part = await nextOf(parts);
    if (part === undefined) return;
    yield part;
  }
}

async function nextOf(parts: ReturnType<FastifyRequest['parts']>): Promise<MultipartFile | undefined> {
  try {
    const { value, done } = await parts.next();
    return done === true ? undefined : (value as MultipartFile);
  } catch (cause) {
    throw new ProblemError('request/multipart', `The body is not a complete multipart/form-data: ${(cause as Error).message}.`, { cause });
  }
}
