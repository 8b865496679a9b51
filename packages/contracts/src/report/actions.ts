import Type from 'typebox';
import { count, decibelsSchema, text } from './quantities.ts';

const nodes = () => Type.Array(text());

/** Everything that was done to the model, and everything that was refused, with reasons. */
export const actionsSchema = Type.Object({
  fusions: Type.Array(Type.Object({ rule: text(), nodes: nodes(), effect: Type.Optional(text()) })),
  refusals: Type.Array(Type.Object({ rule: text(), node: text(), reason: text() })),
  rewrites: Type.Array(Type.Object({ rule: text(), nodes: nodes(), effect: Type.Optional(text()) }), {
    description: 'Shaping for integer kernels: same function, other spelling.',
  }),
  equalizations: Type.Array(
    Type.Object({
      nodes: nodes(),
      channel_count: count(),
      range_ratio_before: Type.Optional(Type.Number()),
      range_ratio_after: Type.Optional(Type.Number()),
    }),
  ),
  bias_corrections: Type.Array(
    Type.Object({ node: text(), channel_count: count(), max_shift: Type.Number(), kept: Type.Boolean(), reason: Type.Optional(text()) }),
  ),
  fallbacks: Type.Array(
    Type.Object({
      node: text(),
      op: text(),
      cause: Type.Enum(['excluded', 'unsupported', 'slower', 'accuracy']),
      reason: text(),
    }),
    { description: 'Nodes left float.' },
  ),
  search: Type.Optional(
    Type.Object({
      budget_seconds: Type.Number(),
      seconds: Type.Number(),
      evaluation_looks: Type.Optional(
        Type.Integer({ minimum: 0, description: 'How often the evaluation samples told whether to go on. They choose nothing else.' }),
      ),
      stopped_by: Type.Enum(['gates-passed', 'budget', 'exhausted', 'canceled']),
      trials: Type.Array(
        Type.Object({
          description: text(),
          seconds: Type.Number({ description: 'Since the search began.' }),
          sqnr_db: Type.Optional(decibelsSchema),
          drop_points: Type.Optional(Type.Number()),
          latency_us: Type.Optional(Type.Number()),
          kept: Type.Boolean(),
        }),
      ),
    }),
  ),
});
