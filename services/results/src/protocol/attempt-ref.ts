import { attemptTokenHeader, closed, digestSchema, jobIdSchema, outputNameSchema, ProblemError } from '@octet/contracts';
import type { AttemptRef } from '@octet/ledger';
import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';

export const attemptPath = '/internal/v1/attempts/:job/:n';

const ofAttempt = { job: jobIdSchema, n: Type.Integer({ minimum: 1 }) };
export const attemptParams = Type.Object(ofAttempt, closed);
export const inputParams = Type.Object({ ...ofAttempt, digest: digestSchema }, closed);
export const outputParams = Type.Object({ ...ofAttempt, name: outputNameSchema }, closed);

/** Where an attempt reads an input. */
export const inputPath = (jobId: string, attempt: number, digest: string): string =>
  `/internal/v1/attempts/${jobId}/${attempt}/inputs/${digest}`;

/** Which attempt speaks. A request without the attempt's token speaks for none: ProblemError 'attempt/fenced'. */
export function attemptRefOf(request: FastifyRequest): AttemptRef {
  const { job, n } = request.params as Static<typeof attemptParams>;
  const token = request.headers[attemptTokenHeader];
  if (typeof token !== 'string') throw fenced();
  return { jobId: job, attempt: n, token };
}

export const fenced = (): ProblemError =>
  new ProblemError('attempt/fenced', 'This attempt is not, or no longer, the live one of the job. Drop it.');
