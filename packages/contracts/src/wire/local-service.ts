import Type, { type Static } from 'typebox';
import { closed, timeSchema } from './ids.ts';

/** Under the data folder of a service that runs on one machine, readable by its owner alone: how the CLI finds and enters it. */
export const localServiceFile = 'service.json';

export const localServiceSchema = Type.Object(
  {
    url: Type.String({ description: 'Origin of the gateway.' }),
    key: Type.String({ description: 'An API key with every scope.' }),
    pid: Type.Integer(),
    started_at: timeSchema,
  },
  closed,
);
export type LocalService = Static<typeof localServiceSchema>;
