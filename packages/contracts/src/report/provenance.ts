import Type from 'typebox';
import { recipeSchema } from '../recipe.ts';
import { workerCpuSchema } from '../wire/worker.ts';
import { bytes, sha256, text } from './quantities.ts';

/**
 * In the order in which they begin. From a race or an evaluation a job may go back to convert (the artifact is to compute in float) or to correct
 * (more layers are to), so a stage's seconds may be a sum.
 */
export const stageNames = [
  'validate',
  'fuse',
  'prepare',
  'calibrate',
  'convert',
  'correct',
  'race',
  'evaluate',
  'benchmark',
  'package',
] as const;
export type StageName = (typeof stageNames)[number];

export const provenanceSchema = Type.Object({
  model_sha256: sha256(),
  calibration_sha256: Type.Optional(sha256()),
  evaluation_sha256: Type.Optional(sha256()),
  recipe_sha256: sha256(),
  artifact_sha256: sha256(),
  versions: Type.Record(Type.String(), Type.String(), { description: 'octet, node, onnxruntime …' }),
  cpu: Type.Optional(Type.Object(workerCpuSchema.properties, { description: 'Of the machine that made and measured the artifact.' })),
  seeds: Type.Record(Type.String(), Type.Integer()),
  target: Type.String({ description: 'As resolved; never auto.' }),
  recipe: recipeSchema,
  stages: Type.Array(Type.Object({ stage: Type.Enum(stageNames), seconds: Type.Number({ minimum: 0 }) })),
  peak_memory_bytes: bytes(),
  finished_at: Type.Optional(Type.String({ description: 'RFC 3339, UTC.' })),
  notes: Type.Optional(Type.Array(text())),
});
