import Type from 'typebox';
import { bytes, count, decibelsOf, decibelsSchema, intervalSchema, text } from './quantities.ts';

const nodes = () => Type.Array(text());

/** One choice of layers to leave in float. Trials that differ in ranges or biases alone run the same kernels, and are one candidate. */
const candidateSchema = Type.Object({
  kind: Type.Enum(['integers', 'weights-only']),
  float_layers: Type.Array(text(), {
    description: 'For accuracy; what the target or the recipe keeps in float is float in all candidates.',
  }),
  chosen: Type.Boolean(),
  refined: Type.Boolean({
    description: 'Ranges and biases were chosen for it; otherwise it was judged with ranges as they were, biases not corrected.',
  }),
  sqnr_db: decibelsOf('Of the output on the scoring samples, which are calibration samples.'),
  drop_points: Type.Optional(Type.Number({ description: 'Where the evaluation samples were looked at.' })),
  file_bytes: Type.Optional(bytes()),
  measured: Type.Optional(
    Type.Object({
      p50_us: Type.Number(),
      run_count: count(),
      speedup: Type.Number({ description: 'FP32 time over this, of rounds that hold both.' }),
      speedup_interval: intervalSchema,
    }),
  ),
  predicted_us: Type.Optional(
    Type.Number({
      description: "The cost table's time for this over its time for the chosen candidate, times the chosen one's measured median.",
    }),
  ),
});

/** How candidates were timed: in rounds that hold them all and FP32, after the choice, which does not depend on it. */
const timingSchema = Type.Object({
  threads: count(),
  batch: Type.Integer({ minimum: 1, description: 'Samples in one run.' }),
  round_count: count(),
  seconds: Type.Number({ description: 'That all of it took.' }),
  fp32_p50_us: Type.Number(),
});

const raceSchema = Type.Object({
  speedup: Type.Number({ description: 'FP32 time / INT8 time, paired by round.' }),
  speedup_interval: intervalSchema,
  round_count: count(),
  machine_busy: Type.Boolean({ description: 'Others took a good part of the machine, or the times of the runs were scattered.' }),
  decided_by: Type.Enum(['race', 'cost-table'], {
    description: 'cost-table: the interval did not tell whether INT8 is slower, within a few repetitions or on a busy machine.',
  }),
  outcome: Type.Enum(['integers', 'float']),
  explanation: text(),
});

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
  weight_roundings: Type.Optional(
    Type.Array(Type.Object({ node: text(), weight_count: count(), moved_count: count() }), {
      description: 'Layers whose weights were rounded so that their outputs change least; moved: not to the nearest integer.',
    }),
  ),
  bias_corrections: Type.Array(
    Type.Object({ node: text(), channel_count: count(), max_shift: Type.Number(), kept: Type.Boolean(), reason: Type.Optional(text()) }),
  ),
  fallbacks: Type.Array(
    Type.Object({
      node: text(),
      op: text(),
      cause: Type.Enum(['excluded', 'unsupported', 'slower', 'accuracy', 'neighbours', 'not-worth-it'], {
        description:
          'neighbours: it could run on integers, but those before or behind it do not. not-worth-it: integers would win next to nothing.',
      }),
      reason: text(),
    }),
    { description: 'Nodes left float.' },
  ),
  races: Type.Optional(
    Type.Array(raceSchema, {
      description: 'Of artifacts on integers against FP32, on this machine, before it was decided that they stay.',
    }),
  ),
  search: Type.Optional(
    Type.Object({
      budget_seconds: Type.Number(),
      seconds: Type.Number(),
      evaluation_looks: Type.Optional(
        Type.Integer({ minimum: 0, description: 'How often the evaluation samples told whether to go on. They choose nothing else.' }),
      ),
      stopped_by: Type.Enum(['gates-passed', 'within-noise', 'budget', 'work', 'exhausted', 'canceled'], {
        description:
          'budget: search_seconds were used up, so that on a faster or less busy machine the artifact may be another. work: what is tried on a model of this size was tried.',
      }),
      trials: Type.Array(
        Type.Object({
          description: text(),
          seconds: Type.Number({ description: 'Since the search began.' }),
          sqnr_db: Type.Optional(decibelsSchema),
          drop_points: Type.Optional(Type.Number()),
          kept: Type.Boolean(),
        }),
      ),
      candidates: Type.Optional(
        Type.Array(candidateSchema, { description: 'Choices of layers to leave in float, the chosen one among them.' }),
      ),
      timing: Type.Optional(timingSchema),
    }),
  ),
});
