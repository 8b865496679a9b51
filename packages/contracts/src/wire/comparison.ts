import Type, { type Static } from 'typebox';
import { closed } from './ids.ts';
import { jobSchema } from './job.ts';

/** Two jobs side by side, what differs in their recipes first. */
export const jobComparisonSchema = Type.Object(
  {
    recipe_differences: Type.Array(Type.Object({ pointer: Type.String(), a: Type.Unknown(), b: Type.Unknown() }, closed)),
    figures: Type.Array(Type.Object({ name: Type.String(), unit: Type.String(), a: Type.Unknown(), b: Type.Unknown() }, closed)),
    a: jobSchema,
    b: jobSchema,
  },
  closed,
);
export type JobComparison = Static<typeof jobComparisonSchema>;
