import Type, { type Static } from 'typebox';
import { closed } from './ids.ts';

/** RFC 9457 application/problem+json. */
export const problemBodySchema = Type.Object(
  {
    type: Type.String({ description: 'Address of the page about this code.' }),
    code: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'What, where, what next.' }),
    fix: Type.String(),
    retryable: Type.Boolean(),
    instance: Type.Optional(Type.String({ description: 'Path of the request.' })),
    request_id: Type.Optional(Type.String()),
    where: Type.Optional(Type.String({ description: 'Place in the model or the data.' })),
    errors: Type.Optional(
      Type.Array(Type.Object({ pointer: Type.String({ description: 'JSON pointer.' }), message: Type.String() }, closed)),
    ),
  },
  closed,
);
export type ProblemBody = Static<typeof problemBodySchema>;
