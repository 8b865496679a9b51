import { jobSummarySchema, type Recipe, stageNames, verdictSchema, workerCpuSchema } from '@octet/contracts';
import Type, { type Static } from 'typebox';

/** What the worker writes to the engine process: one line of JSON on its stdin. That stdin stays open says that the worker lives. */
export interface ChildJob {
  /** Paths. */
  readonly model: string;
  readonly calibration: string;
  readonly evaluation: string | undefined;
  readonly out: string;
  readonly recipe: Recipe;
  readonly workers: number;
  /** Undefined where this machine does not limit. */
  readonly bounds: { readonly cpuSeconds: number; readonly fileBytes: number } | undefined;
}

/** Where the engine process writes its events: native code may print to stdout. */
export const eventDescriptor = 3;

const count = Type.Integer({ minimum: 0 });

/**
 * What the engine process tells, a line of JSON each. It opens strangers' models, so what it says is checked like a stranger's words: these
 * schemas, and a limit on the length of a line.
 */
export const childEventSchema = Type.Union([
  Type.Object({ kind: Type.Literal('ready'), version: Type.String(), cpu: workerCpuSchema }),
  Type.Object({ kind: Type.Literal('stage'), stage: Type.Enum(stageNames) }),
  Type.Object({ kind: Type.Literal('progress'), stage: Type.Enum(stageNames), done: count, total: count }),
  Type.Object({
    kind: Type.Literal('succeeded'),
    verdict: verdictSchema,
    summary: jobSummarySchema,
    diagnostics: Type.Array(
      Type.Object(
        { severity: Type.Enum(['error', 'warning', 'info']), code: Type.String(), message: Type.String() },
        { additionalProperties: false },
      ),
    ),
  }),
  Type.Object({
    kind: Type.Literal('failed'),
    code: Type.String(),
    detail: Type.String(),
    where: Type.Optional(Type.String()),
    faults: Type.Optional(Type.Array(Type.Object({ pointer: Type.String(), message: Type.String() }))),
  }),
]);
export type ChildEvent = Static<typeof childEventSchema>;
export type ChildAnswer = Extract<ChildEvent, { kind: 'succeeded' | 'failed' }>;
export type ChildReady = Extract<ChildEvent, { kind: 'ready' }>;
