import Type, { type Static } from 'typebox';
import type { DeepReadonly } from '../deep-readonly.ts';
import type { recipeSchema } from '../recipe.ts';
import { stageNames } from '../report/provenance.ts';
import { verdictSchema } from '../verdict.ts';
import { cpuClassSchema, jobClassSchema } from './capability.ts';
import { closed, countSchema, digestSchema, jobIdSchema, nullable, timeSchema } from './ids.ts';
import { problemBodySchema } from './problem-body.ts';

export const jobStates = ['queued', 'running', 'canceling', 'succeeded', 'failed', 'canceled', 'expired'] as const;
export const jobStateSchema = Type.Enum(jobStates);
export type JobState = Static<typeof jobStateSchema>;

export const finalStates = ['succeeded', 'failed', 'canceled', 'expired'] as const satisfies readonly JobState[];
export type FinalState = (typeof finalStates)[number];
export const isFinal = (state: JobState): state is FinalState => finalStates.some((final) => final === state);

const tagSchema = Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9._:/-]+$' });

/** What is asked beside the files: the `recipe` part of a multipart request may be this, or the recipe alone. */
const jobOptions = {
  recipe: Type.Optional(
    Type.Unsafe<Record<string, unknown>>({ type: 'object', description: 'Every field has a default; see octet-recipe.' }),
  ),
  requires: Type.Optional(Type.Enum(cpuClassSchema.enum, { description: 'Only a worker with at least this CPU may take the job.' })),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  tags: Type.Optional(Type.Array(tagSchema, { maxItems: 20, uniqueItems: true })),
  webhook_url: Type.Optional(
    Type.String({ minLength: 1, maxLength: 2048, description: 'Called when this job ends, in addition to the endpoints.' }),
  ),
  max_queue_seconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 604_800 })),
  max_run_seconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 86_400 })),
};
export const jobOptionsSchema = Type.Object(jobOptions, closed);

export const jobRequestSchema = Type.Object(
  { model: digestSchema, calibration: digestSchema, evaluation: Type.Optional(digestSchema), ...jobOptions },
  closed,
);
export type JobRequest = Static<typeof jobRequestSchema>;

const inputSchema = Type.Object({ digest: digestSchema, bytes: countSchema, filename: Type.String() }, closed);
export type JobInput = Static<typeof inputSchema>;

export const outputNames = ['artifact', 'report.json', 'report.html', 'report.md', 'evidence'] as const;
export const outputNameSchema = Type.Enum(outputNames);
export type OutputName = Static<typeof outputNameSchema>;

export const outputSchema = Type.Object(
  { name: outputNameSchema, digest: digestSchema, bytes: countSchema, media_type: Type.String() },
  closed,
);
export type Output = Static<typeof outputSchema>;

/** The figures of a finished job, as in its report. Null is not measured. */
export const jobSummarySchema = Type.Object(
  {
    outcome: Type.Enum(['quantized', 'weights-only', 'untouched']),
    headline: Type.String(),
    fp32_bytes: countSchema,
    int8_bytes: countSchema,
    size_ratio: Type.Number(),
    metric: nullable(Type.String()),
    fp32: nullable(Type.Number()),
    int8: nullable(Type.Number()),
    drop_points: nullable(Type.Number()),
    agreement: nullable(Type.Number()),
    sqnr_db: nullable(Type.Union([Type.Number(), Type.Literal('Infinity')])),
    samples: nullable(countSchema),
    fp32_ms: nullable(Type.Number()),
    int8_ms: nullable(Type.Number()),
    speedup: nullable(Type.Number()),
    integer_kernels: nullable(Type.Object({ integer: countSchema, float: countSchema }, closed)),
    engine_seconds: Type.Number({ minimum: 0, description: "Sum of the engine's own stages." }),
  },
  closed,
);
export type JobSummary = Static<typeof jobSummarySchema>;

export const jobSchema = Type.Object(
  {
    id: jobIdSchema,
    state: jobStateSchema,
    stage: nullable(Type.Enum(stageNames)),
    progress: nullable(Type.Number({ minimum: 0, maximum: 1, description: 'Of the stage.' })),
    message: nullable(Type.String()),
    eta_seconds: nullable(Type.Number({ minimum: 0, description: 'Of the stage.' })),
    verdict: nullable(verdictSchema),
    name: nullable(Type.String()),
    tags: Type.Array(tagSchema),
    recipe: Type.Unsafe<DeepReadonly<Static<typeof recipeSchema>>>({ type: 'object', description: 'With its defaults filled in.' }),
    requires: nullable(cpuClassSchema),
    job_class: jobClassSchema,
    waiting_reason: nullable(Type.String({ description: 'Why a queued job does not run yet, where that is more than its turn.' })),
    model: inputSchema,
    calibration: inputSchema,
    evaluation: nullable(inputSchema),
    attempt: countSchema,
    worker: nullable(Type.String()),
    retry_of: nullable(jobIdSchema),
    max_queue_seconds: Type.Integer(),
    max_run_seconds: Type.Integer(),
    webhook_url: nullable(Type.String()),
    created_at: timeSchema,
    started_at: nullable(timeSchema),
    finished_at: nullable(timeSchema),
    problem: nullable(problemBodySchema),
    summary: nullable(jobSummarySchema),
    outputs: Type.Array(outputSchema),
    links: Type.Record(Type.String(), Type.String(), {
      description: 'self, events, logs, and once it has ended artifact, report, evidence.',
    }),
  },
  { ...closed, $id: 'octet-job' },
);
export type Job = Static<typeof jobSchema>;

export const eventTypes = [
  'job.queued',
  'job.started',
  'job.stage',
  'job.requeued',
  'job.canceling',
  'job.succeeded',
  'job.failed',
  'job.canceled',
  'job.expired',
] as const;
export const jobEventSchema = Type.Object(
  {
    id: Type.Integer({ minimum: 1, description: 'Grows; give it back as Last-Event-ID.' }),
    type: Type.Enum(eventTypes),
    at: timeSchema,
    attempt: countSchema,
    data: Type.Record(Type.String(), Type.Unknown()),
  },
  closed,
);
export type JobEvent = Static<typeof jobEventSchema>;

export const logLineSchema = Type.Object(
  {
    seq: Type.Integer({ minimum: 1 }),
    at: timeSchema,
    attempt: countSchema,
    level: Type.Enum(['info', 'warning', 'error']),
    text: Type.String(),
  },
  closed,
);
export type LogLine = Static<typeof logLineSchema>;
