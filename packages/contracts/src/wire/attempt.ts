import Type, { type Static } from 'typebox';
import type { recipeSchema } from '../recipe.ts';
import { stageNames } from '../report/provenance.ts';
import { verdictSchema } from '../verdict.ts';
import { closed, countSchema, digestSchema, jobIdSchema, nullable } from './ids.ts';
import { jobSummarySchema, outputNameSchema, outputSchema } from './job.ts';
import { problemBodySchema } from './problem-body.ts';

/** The worker protocol, `/internal/v1/…` of the results service. Every call after the claim carries the attempt's token. */
export const attemptTokenHeader = 'octet-attempt-token';

export const claimRequestSchema = Type.Object({ worker_id: Type.String(), job_id: jobIdSchema }, closed);

const claimedInputSchema = Type.Object(
  {
    digest: digestSchema,
    bytes: countSchema,
    filename: Type.String(),
    path: Type.String({ description: 'On the results service; needs the token.' }),
  },
  closed,
);

export const claimSchema = Type.Object(
  {
    job_id: jobIdSchema,
    attempt: Type.Integer({ minimum: 1 }),
    token: Type.String(),
    recipe: Type.Unsafe<Static<typeof recipeSchema>>({ type: 'object' }),
    max_run_seconds: Type.Integer({ minimum: 1 }),
    heartbeat_seconds: Type.Number({ exclusiveMinimum: 0 }),
    model: claimedInputSchema,
    calibration: claimedInputSchema,
    evaluation: nullable(claimedInputSchema),
  },
  closed,
);
export type Claim = Static<typeof claimSchema>;

export const heartbeatSchema = Type.Object(
  {
    stage: nullable(Type.Enum(stageNames)),
    progress: nullable(Type.Number({ minimum: 0, maximum: 1 })),
    eta_seconds: nullable(Type.Number({ minimum: 0 })),
    message: nullable(Type.String({ maxLength: 1000 })),
    log: Type.Array(Type.Object({ level: Type.Enum(['info', 'warning', 'error']), text: Type.String({ maxLength: 10_000 }) }, closed), {
      maxItems: 1000,
    }),
  },
  closed,
);
export type Heartbeat = Static<typeof heartbeatSchema>;

export const heartbeatAnswerSchema = Type.Object({ action: Type.Enum(['continue', 'cancel']) }, closed);
export type HeartbeatAnswer = Static<typeof heartbeatAnswerSchema>;

export const uploadedOutputSchema = Type.Object({ name: outputNameSchema, digest: digestSchema, bytes: countSchema }, closed);

/** The one outcome of an attempt. `released`: the fault was the machine's, and another attempt may do better. */
export const outcomeSchema = Type.Union([
  Type.Object(
    {
      status: Type.Literal('succeeded'),
      verdict: verdictSchema,
      summary: jobSummarySchema,
      outputs: Type.Array(outputSchema, { minItems: 1 }),
      diagnostics: Type.Array(
        Type.Object({ severity: Type.Enum(['error', 'warning', 'info']), code: Type.String(), message: Type.String() }, closed),
      ),
      cpu_seconds: Type.Number({ minimum: 0 }),
    },
    closed,
  ),
  Type.Object({ status: Type.Literal('failed'), problem: problemBodySchema, cpu_seconds: Type.Number({ minimum: 0 }) }, closed),
  Type.Object({ status: Type.Literal('canceled'), cpu_seconds: Type.Number({ minimum: 0 }) }, closed),
  Type.Object({ status: Type.Literal('released'), problem: problemBodySchema, cpu_seconds: Type.Number({ minimum: 0 }) }, closed),
]);
export type Outcome = Static<typeof outcomeSchema>;
