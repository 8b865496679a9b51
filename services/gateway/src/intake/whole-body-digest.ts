import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { ProblemError } from '@octet/contracts';
import type { FastifyRequest } from 'fastify';
import { announcedDigest } from './content-digest.ts';

/**
 * Checks the Content-Digest of a request whose body somebody else reads from `request.raw`. Call it before the reading begins and `verify` after
 * its end, which throws ProblemError 'request/digest-mismatch'.
 */
export function wholeBodyDigest({ raw, headers }: FastifyRequest): { readonly verify: () => Promise<void> } {
  const announced = announcedDigest(headers['content-digest']);
  if (announced === undefined) return { verify: async () => {} };
  const hash = createHash('sha256');
  raw.on('data', (chunk: Buffer) => hash.update(chunk));
  return {
    verify: async () => {
      if (!raw.readableEnded) await once(raw, 'end');
      if (hash.digest('hex') === announced) return;
      throw new ProblemError('request/digest-mismatch', "The body's SHA-256 does not match the announced digest. Send it again.");
    },
  };
}
