import Type, { type Static } from 'typebox';
import { closed, idSchema, nullable, timeSchema } from './ids.ts';

export const scopes = ['read', 'write', 'admin'] as const;
export const scopeSchema = Type.Enum(scopes);
export type Scope = Static<typeof scopeSchema>;

export const keyRequestSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    scopes: Type.Array(scopeSchema, { minItems: 1, uniqueItems: true, default: ['read', 'write'] }),
    expires_at: Type.Optional(timeSchema),
  },
  closed,
);

export const keySchema = Type.Object(
  {
    id: idSchema('key'),
    name: Type.String(),
    prefix: Type.String({ description: 'The first characters of the key, to tell keys apart.' }),
    scopes: Type.Array(scopeSchema),
    created_at: timeSchema,
    expires_at: nullable(timeSchema),
    last_used_at: nullable(timeSchema),
    revoked_at: nullable(timeSchema),
  },
  closed,
);
export type Key = Static<typeof keySchema>;

export const mintedKeySchema = Type.Object({ ...keySchema.properties, secret: Type.String({ description: 'Shown this once.' }) }, closed);
export type MintedKey = Static<typeof mintedKeySchema>;
