import { ProblemError } from '@octet/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import type { Parts } from '../parts.ts';
import { attemptRefOf, fenced, type inputParams } from './attempt-ref.ts';

/** The bytes of an input of the attempt's own job, and of no other. */
export async function sendInput({ ledger, store }: Parts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { digest } = request.params as Static<typeof inputParams>;
  const inputs = await ledger.attempts.inputsOf(attemptRefOf(request));
  if (inputs === undefined) throw fenced();
  if (!inputs.includes(digest)) throw new ProblemError('not-found', 'The job has no such input.');
  const { object, stream } = await store.open(digest);
  return reply.type('application/octet-stream').header('content-length', object.bytes).send(stream);
}
