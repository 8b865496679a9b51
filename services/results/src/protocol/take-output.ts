import { Readable } from 'node:stream';
import { ProblemError, type uploadedOutputSchema } from '@octet/contracts';
import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import type { Parts } from '../parts.ts';
import { attemptRefOf, fenced, type outputParams } from './attempt-ref.ts';

/**
 * Stores an output's bytes while they come. That they belong to the job is said by the outcome alone; until then nothing refers to them, and
 * the sweeper takes what no outcome ever names.
 */
export async function takeOutput({ ledger, store, config }: Parts, request: FastifyRequest): Promise<Static<typeof uploadedOutputSchema>> {
  const { name } = request.params as Static<typeof outputParams>;
  if (name === 'evidence') throw new ProblemError('request/invalid', 'Evidence is made here; workers send artifact and reports.');
  if (!(request.body instanceof Readable)) throw new ProblemError('request/invalid', 'The body has to be the bytes of the output.');
  const expect = statedDigest(request.headers['content-digest']);
  if (!(await ledger.attempts.isLive(attemptRefOf(request)))) throw fenced();
  // Left open where the store refuses to go on: destroying the body would end the connection before the answer.
  const body = request.body.iterator({ destroyOnReturn: false });
  const { digest, bytes } = await store.put(body, { expect, limit: config.maxOutputBytes });
  return { name, digest, bytes };
}

/** The SHA-256 of `Content-Digest` (RFC 9530) as hex; undefined without the field. Throws for a field without SHA-256. */
function statedDigest(field: string | string[] | undefined): string | undefined {
  if (field === undefined) return undefined;
  const base64 = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/.exec(String(field))?.[1];
  if (base64 === undefined) throw new ProblemError('request/invalid', 'Content-Digest has to state sha-256=:<base64>:.');
  return Buffer.from(base64, 'base64').toString('hex');
}
