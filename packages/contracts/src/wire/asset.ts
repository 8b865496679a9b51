import Type, { type Static } from 'typebox';
import { closed, countSchema, digestSchema, nullable, timeSchema } from './ids.ts';

export const assetKinds = ['model', 'dataset'] as const;
export const assetKindSchema = Type.Enum(assetKinds);
export type AssetKind = Static<typeof assetKindSchema>;

/** A model or a data set of a tenant: content-addressed bytes under the name they came with. */
export const assetSchema = Type.Object(
  {
    digest: digestSchema,
    kind: assetKindSchema,
    bytes: countSchema,
    filename: Type.String(),
    created_at: timeSchema,
    diagnostics: nullable(
      Type.Array(Type.Object({ severity: Type.Enum(['error', 'warning', 'info']), code: Type.String(), message: Type.String() }, closed), {
        description: 'What the last job that read these bytes found; null before the first.',
      }),
    ),
  },
  closed,
);
export type Asset = Static<typeof assetSchema>;

export const uploadRequestSchema = Type.Object(
  {
    kind: assetKindSchema,
    filename: Type.String({ minLength: 1, maxLength: 255 }),
    bytes: Type.Integer({ minimum: 1, description: 'Size of the whole file.' }),
    digest: Type.Optional(digestSchema),
  },
  closed,
);

/** A file that comes in parts. */
export const uploadSchema = Type.Object(
  {
    id: Type.String(),
    kind: assetKindSchema,
    filename: Type.String(),
    bytes: countSchema,
    part_bytes: Type.Integer({ minimum: 1, description: 'Size of every part but the last.' }),
    parts: Type.Array(Type.Object({ n: Type.Integer({ minimum: 1 }), bytes: countSchema, digest: digestSchema }, closed)),
    created_at: timeSchema,
    expires_at: timeSchema,
  },
  closed,
);
export type Upload = Static<typeof uploadSchema>;
