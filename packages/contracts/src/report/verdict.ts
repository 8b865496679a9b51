import Type, { type Static } from 'typebox';
import { verdictSchema } from '../verdict.ts';
import { decibelsSchema, intervalSchema } from './quantities.ts';

export const gateSchema = Type.Object({
  gate: Type.Enum(['max_accuracy_drop_points', 'min_speedup', 'min_size_ratio', 'min_sqnr_db']),
  verdict: verdictSchema,
  threshold: Type.Number(),
  measured: Type.Optional(decibelsSchema),
  interval: Type.Optional(intervalSchema),
  explanation: Type.String({ description: 'One sentence: what was measured, or why it was not.' }),
});
export type Gate = Static<typeof gateSchema>;
