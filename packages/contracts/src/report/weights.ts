import Type from 'typebox';
import { bytes, count, decibelsSchema, histogramSchema, qdtype, shape, share, text } from './quantities.ts';

/** One quantized weight tensor. */
export const weightSchema = Type.Object({
  name: text(),
  node: text(),
  op: text(),
  shape: shape(),
  fp32_bytes: bytes(),
  int8_bytes: bytes(),
  dtype: qdtype(),
  granularity: Type.Enum(['per-channel', 'per-tensor']),
  axis: Type.Optional(Type.Integer({ description: 'Of per-channel.' })),
  sqnr_db: decibelsSchema,
  scales: Type.Array(Type.Number(), { description: 'One, or one per channel in order.' }),
  fp32_histogram: histogramSchema,
  dequantized_histogram: Type.Object(histogramSchema.properties, { description: 'On the same bins.' }),
  integer_counts: Type.Array(count(), { description: '256 counts; [0] counts qmin.' }),
  unused_level_count: Type.Integer({ minimum: 0, description: 'Integers of [−127, 127] (or of the type’s range) that no weight has.' }),
  unused_level_reason: Type.Optional(Type.String({ description: 'Why, where there are any.' })),
  rail_share: share('Weights at the ends of the range.'),
  dead_channel_count: Type.Integer({ minimum: 0, description: 'Channels with every weight 0.' }),
});

/** What calibration saw of one value, with the range that was chosen. */
export const activationSchema = Type.Object({
  value: text(),
  node: Type.Optional(text()),
  observer: text(),
  range_min: Type.Number(),
  range_max: Type.Number(),
  observed_min: Type.Number(),
  observed_max: Type.Number(),
  histogram: histogramSchema,
  dtype: qdtype(),
  scale: Type.Number(),
  zero_point: Type.Integer(),
  clipped_share: share(),
});
