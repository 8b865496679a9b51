import Type, { type TSchema } from 'typebox';

export const closed = { additionalProperties: false } as const;

/** SHA-256 of the bytes, 64 lower-case hex digits: the identity of every model, data set and output. */
export const digestSchema = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256, lower-case hex.' });

/** `<prefix>_` and a lower-case ULID: sorts by the time of making. */
export const idSchema = (prefix: string) =>
  Type.String({ pattern: `^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`, description: `${prefix}_ + ULID.` });

export const jobIdSchema = idSchema('job');

export const timeSchema = Type.String({ format: 'date-time', description: 'RFC 3339, UTC.' });

export const countSchema = Type.Integer({ minimum: 0 });

/** Always present, null where there is nothing to say. */
export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** A page of a list; `next_cursor` is null on the last one. */
export const pageOf = <T extends TSchema>(item: T) =>
  Type.Object(
    { items: Type.Array(item), next_cursor: nullable(Type.String({ description: 'Give it back as ?cursor= for the next page.' })) },
    closed,
  );

export const pageQuery = {
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
};
