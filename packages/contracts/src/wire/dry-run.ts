import Type, { type Static } from 'typebox';
import { closed } from './ids.ts';

const count = Type.Integer({ minimum: 0 });
const appliedRules = Type.Array(Type.Object({ rule: Type.String(), count }, closed));

/** At most so many nodes are listed one by one. */
export const listedNodes = 500;

/** The plan that a job would begin with, as far as the file tells without being run. */
export const coverageSchema = Type.Object(
  {
    target: Type.String({ description: 'That the plan is for; where the recipe says auto, the best that the connected workers serve.' }),
    opset: count,
    nodes: Type.Integer({ minimum: 0, description: 'As the file holds them.' }),
    prepared_nodes: Type.Integer({ minimum: 0, description: 'After fusions and rewritings; the rows of ops add up to it.' }),
    assumed: Type.String({ description: 'How sizes that the model leaves free were taken.' }),
    unknown_sizes: Type.Integer({
      minimum: 0,
      description: 'Nodes whose sizes do not follow from the file; the job measures them, and may then decide otherwise.',
    }),
    fusions: appliedRules,
    rewrites: appliedRules,
    ops: Type.Array(Type.Object({ op: Type.String(), count, integer: count, movement: count, absorbed: count, float: count }, closed), {
      description: 'By operator: how many nodes compute in integers, move integers, vanish into a neighbour, stay in float.',
    }),
    float: Type.Array(Type.Object({ node: Type.String(), op: Type.String(), reason: Type.String() }, closed), {
      description: `Nodes that stay in float, and why; the first ${listedNodes}.`,
    }),
    refusals: Type.Array(Type.Object({ rule: Type.String(), node: Type.String(), reason: Type.String() }, closed), {
      description: `Fusions and rewritings that were not possible, and why; the first ${listedNodes}.`,
    }),
  },
  closed,
);

export type Coverage = Static<typeof coverageSchema>;

export const dryRunSchema = Type.Object(
  {
    dry_run: Type.Literal(true),
    recipe: Type.Unsafe<Record<string, unknown>>({ type: 'object', description: 'With its defaults filled in.' }),
    job_class: Type.String(),
    eligible_workers: count,
    queued_before: count,
    estimated_seconds: Type.Union([Type.Number({ minimum: 0 }), Type.Null()], {
      description: 'Of the run, from earlier jobs with the same model; null where there are none.',
    }),
    coverage: Type.Union([coverageSchema, Type.Null()], {
      description: 'What would run in integers, and what not and why; null where it could not be looked at, which a warning then explains.',
    }),
    warnings: Type.Array(Type.String()),
  },
  closed,
);
export type DryRun = Static<typeof dryRunSchema>;
