import { claimRequestSchema, heartbeatSchema, outcomeSchema, ProblemError, workerHelloSchema } from '@octet/contracts';
import type { FastifyInstance } from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { Parts } from '../parts.ts';
import { recordOutcome } from '../publish/record-outcome.ts';
import { attemptParams, attemptPath, attemptRefOf, fenced, inputParams, inputPath, outputParams } from './attempt-ref.ts';
import { authenticateWorker } from './authenticate-worker.ts';
import { sendInput } from './send-input.ts';
import { takeOutput } from './take-output.ts';

/** A heartbeat may bring a thousand long lines of log. */
const bodyLimit = 16 * 1024 ** 2;

const json = (schema: TSchema) => ({ content: { 'application/json': { schema } } });

/** What workers call, and nobody else: `/internal/v1/…`. The gateway does not pass it on. */
export async function workerProtocol(app: FastifyInstance, parts: Parts): Promise<void> {
  const { ledger, config } = parts;
  app.addHook('onRequest', authenticateWorker(config.workerToken));
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));

  app.post('/internal/v1/workers', { bodyLimit, schema: { body: json(workerHelloSchema) } }, async (request, reply) => {
    await ledger.workers.seen(request.body as Static<typeof workerHelloSchema>);
    return reply.code(204).send();
  });

  app.post('/internal/v1/claims', { bodyLimit, schema: { body: json(claimRequestSchema) } }, async (request) => {
    const { worker_id, job_id } = request.body as Static<typeof claimRequestSchema>;
    const claim = await ledger.attempts.claim(job_id, worker_id);
    if (claim === undefined) throw new ProblemError('claim/nothing-to-do', 'The job is not waiting, or not for a worker of this class.');
    const placed = <T extends { readonly digest: string }>(input: T) => ({
      ...input,
      path: inputPath(claim.job_id, claim.attempt, input.digest),
    });
    return {
      ...claim,
      model: placed(claim.model),
      calibration: placed(claim.calibration),
      evaluation: claim.evaluation === null ? null : placed(claim.evaluation),
      heartbeat_seconds: config.heartbeatSeconds,
    };
  });

  app.get(`${attemptPath}/inputs/:digest`, { schema: { params: inputParams } }, (request, reply) => sendInput(parts, request, reply));

  app.post(
    `${attemptPath}/heartbeat`,
    { bodyLimit, logLevel: 'warn', schema: { params: attemptParams, body: json(heartbeatSchema) } },
    async (request) => {
      const answer = await ledger.attempts.heartbeat(attemptRefOf(request), request.body as Static<typeof heartbeatSchema>);
      if (answer === undefined) throw fenced();
      return answer;
    },
  );

  app.put(`${attemptPath}/outputs/:name`, { bodyLimit: config.maxOutputBytes, schema: { params: outputParams } }, (request) =>
    takeOutput(parts, request),
  );

  app.post(`${attemptPath}/outcome`, { bodyLimit, schema: { params: attemptParams, body: json(outcomeSchema) } }, async (request) => {
    await recordOutcome(parts, attemptRefOf(request), request.body as Static<typeof outcomeSchema>);
    return {};
  });
}
