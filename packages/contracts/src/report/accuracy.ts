import Type from 'typebox';
import { metricSchema } from '../metric.ts';
import { count, decibelsSchema, intervalSchema, share, text } from './quantities.ts';

export const sampleUseSchema = Type.Object({
  dataset: Type.String({ description: 'File or folder name, no path.' }),
  sample_count: count(),
  available_count: count(),
  seed: Type.Optional(Type.Integer()),
  held_out: Type.Boolean({ description: 'None of these samples was used for the other purpose.' }),
});

/** What INT8 does to the answers. `metric` only where there are labels; the rest compares INT8 with FP32. */
export const accuracySchema = Type.Object({
  metric: Type.Optional(
    Type.Object({
      name: metricSchema,
      fp32: Type.Number({ description: 'Fractions 0 to 1, decibels, or an error: metricKinds says which.' }),
      int8: Type.Number(),
      drop_points: Type.Number({ description: 'dropPoints(name, …): positive is worse.' }),
      drop_interval: Type.Optional(intervalSchema),
      fixed_count: Type.Optional(Type.Integer({ minimum: 0, description: 'Samples wrong in FP32 and right in INT8.' })),
      broken_count: Type.Optional(Type.Integer({ minimum: 0, description: 'Samples right in FP32 and wrong in INT8.' })),
    }),
  ),
  agreement: Type.Optional(
    Type.Object(
      { rate: share(), sample_count: count(), interval: Type.Optional(intervalSchema) },
      { description: 'Same argmax over the class axis.' },
    ),
  ),
  sqnr_db: decibelsSchema,
  cosine: Type.Number({ minimum: -1, maximum: 1.000_001 }),
  outputs: Type.Array(
    Type.Object({ name: text(), sqnr_db: decibelsSchema, cosine: Type.Number(), max_abs_error: Type.Optional(Type.Number()) }),
  ),
  worst_samples: Type.Array(
    Type.Object({
      source: Type.String({ description: 'File or entry name, or the index.' }),
      index: count(),
      sqnr_db: decibelsSchema,
      label: Type.Optional(text()),
      fp32_answer: Type.Optional(text()),
      int8_answer: Type.Optional(text()),
    }),
  ),
  calibrated_on: sampleUseSchema,
  evaluated_on: sampleUseSchema,
});
