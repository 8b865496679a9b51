import Type, { type Static } from 'typebox';
import type { DeepReadonly } from '../deep-readonly.ts';
import { verdictSchema } from '../verdict.ts';
import { accuracySchema } from './accuracy.ts';
import { actionsSchema } from './actions.ts';
import { adviceSchema, diagnosticSchema } from './diagnostics.ts';
import { executionPartSchema, executionSchema } from './execution.ts';
import { latencySchema } from './latency.ts';
import { layerSchema } from './layers.ts';
import { provenanceSchema } from './provenance.ts';
import { text } from './quantities.ts';
import { sizePartSchema, sizeSchema } from './size.ts';
import { gateSchema } from './verdict.ts';
import { activationSchema, weightSchema } from './weights.ts';

const subjectSchema = Type.Object({
  model_name: Type.String({ description: 'File name, no path.' }),
  artifact_name: text(),
  outcome: Type.Enum(['quantized', 'weights-only', 'untouched'], {
    description:
      'weights-only: integers would be slower here, so weights are stored as int8 and computed with in float. untouched: nothing could or should be quantized; the artifact is the FP32 model.',
  }),
  outcome_reason: Type.Optional(Type.String({ description: 'Why it is not quantized.' })),
  opset: Type.Optional(Type.Integer()),
  parameter_count: Type.Optional(Type.Integer({ minimum: 0 })),
});

const common = {
  subject: subjectSchema,
  accuracy: Type.Optional(accuracySchema),
  latency: Type.Optional(latencySchema),
  layers: Type.Array(layerSchema),
  weights: Type.Array(weightSchema),
  activations: Type.Array(activationSchema),
  actions: actionsSchema,
  data_diagnostics: Type.Array(diagnosticSchema),
  warnings: Type.Array(diagnosticSchema, { description: 'Of the stages; the data have their own list.' }),
  provenance: provenanceSchema,
};

/** The stages' records, side by side: what the report is assembled from. Absent is not measured. */
export const reportPartsSchema = Type.Object({ ...common, size: sizePartSchema, execution: Type.Optional(executionPartSchema) });

export const reportSchema = Type.Object(
  {
    schema: Type.Literal('octet-report/1'),
    verdict: verdictSchema,
    headline: Type.String({ description: 'The outcome in one or two sentences.' }),
    gates: Type.Array(gateSchema),
    advice: Type.Array(adviceSchema),
    ...common,
    size: sizeSchema,
    execution: Type.Optional(executionSchema),
  },
  { $id: 'octet-report' },
);

export type ReportParts = DeepReadonly<Static<typeof reportPartsSchema>>;
export type Report = DeepReadonly<Static<typeof reportSchema>>;

type Section<Name extends keyof Report> = NonNullable<Report[Name]>;
export type SizePart = ReportParts['size'];
export type ExecutionPart = NonNullable<ReportParts['execution']>;
export type Accuracy = Section<'accuracy'>;
export type Latency = Section<'latency'>;
export type LatencyRun = Latency['runs'][number];
export type Execution = Section<'execution'>;
export type ExecutionNode = Execution['nodes'][number];
export type Layer = Section<'layers'>[number];
export type WeightRecord = Section<'weights'>[number];
export type ActivationRecord = Section<'activations'>[number];
export type Actions = Section<'actions'>;
export type Diagnostic = Section<'warnings'>[number];
export type Advice = Section<'advice'>[number];
export type GateRecord = Section<'gates'>[number];
export type Provenance = Section<'provenance'>;
