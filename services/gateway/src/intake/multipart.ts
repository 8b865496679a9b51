import type { MultipartFile } from '@fastify/multipart';
import { ProblemError } from '@octet/contracts';
import type { FastifyRequest } from 'fastify';
import { askForBody } from './expect-continue.ts';
import { wholeBodyDigest } from './whole-body-digest.ts';

/** One part more than any route takes, so that the one too many is named rather than dropped. */
const partLimits = { parts: 16, fileSize: Number.POSITIVE_INFINITY, headerPairs: 32 };

/**
 * The parts of a multipart request in their order, every one as a stream, fields too; sizes are limited by whoever reads them. Each must be
 * read to its end before the next is asked for. Throws ProblemError 'request/multipart' where the body is no multipart or ends early, and
 * 'request/digest-mismatch' after the last part where the body has not the Content-Digest of the request: keep nothing before.
 */
export async function* partsOf(request: FastifyRequest): AsyncGenerator<MultipartFile> {
  const options = { limits: partLimits, isPartAFile: () => true, throwFileSizeLimit: false };
  const digest = wholeBodyDigest(request);
  askForBody(request.raw);
  const parts = request.parts(options);
  for (;;) {
    const part = await nextOf(parts);
    if (part === undefined) return await digest.verify();
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
