import { createHash, timingSafeEqual } from 'node:crypto';
import { ProblemError } from '@octet/contracts';
import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify';

/** Lets through who has the token that all workers share. Compared by digests: neither time nor length tells anything. */
export function authenticateWorker(workerToken: string): onRequestAsyncHookHandler {
  const expected = sha256(workerToken);
  return async (request) => {
    const given = bearerOf(request);
    if (given === undefined) throw new ProblemError('auth/missing', 'Workers send Authorization: Bearer with OCTET_WORKER_TOKEN.');
    if (!timingSafeEqual(sha256(given), expected)) throw new ProblemError('auth/invalid', 'This is not the token of the workers.');
  };
}

function bearerOf(request: FastifyRequest): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
